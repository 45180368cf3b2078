//! All children are started by one thread that lives as long as the program: the kernel's death signal goes out when
//! the *thread* that started a child ends, and the runtime's threads come and go.

use std::sync::{Mutex, OnceLock, mpsc};

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::EngineError;

struct Order {
    command: Command,
    runtime: Handle,
    answer: oneshot::Sender<std::io::Result<Child>>,
}

pub(super) async fn spawn(command: Command) -> Result<Child, EngineError> {
    static SPAWNER: OnceLock<Mutex<mpsc::Sender<Order>>> = OnceLock::new();
    let spawner = SPAWNER.get_or_init(|| Mutex::new(start()));
    let (answer, child) = oneshot::channel();
    let order = Order {
        command,
        runtime: Handle::current(),
        answer,
    };
    let gone = || std::io::Error::other("the thread that starts children is gone");
    spawner
        .lock()
        .map_err(|_| gone())?
        .send(order)
        .map_err(|_| gone())?;
    Ok(child.await.map_err(|_| gone())??)
}

fn start() -> mpsc::Sender<Order> {
    let (orders, inbox) = mpsc::channel::<Order>();
    let work = move || {
        for mut order in inbox {
            let _runtime = order.runtime.enter();
            let child = order.command.spawn();
            // Nobody waits any more: the child is dropped here and killed with that.
            drop(order.answer.send(child));
        }
    };
    // Without the thread the inbox is dropped and every order is answered with an error.
    drop(
        std::thread::Builder::new()
            .name("engine-spawner".into())
            .spawn(work),
    );
    orders
}
