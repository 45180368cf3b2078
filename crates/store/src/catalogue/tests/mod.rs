mod forms;
mod records;
mod team;
mod throttle;
mod versions;
