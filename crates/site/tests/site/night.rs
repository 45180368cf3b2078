//! The night of an opening, as a page of a stranger follows it.

use axum::http::StatusCode;

use crate::cinema::{Cinema, NOW};

#[tokio::test]
async fn everybody_is_told_the_time_by_which_the_house_opens() {
    let house = Cinema::open().await;
    house.clock.forward(1_234);
    let answer = house.get("/api/v1/clock").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    let told: serde_json::Value = serde_json::from_str(answer.text()).unwrap();
    assert_eq!(told["micros"], NOW + 1_234_000);
}
