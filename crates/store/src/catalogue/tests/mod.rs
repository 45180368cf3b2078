mod forms;
mod letters;
mod records;
mod server;
mod server_faults;
mod team;
mod throttle;
mod versions;
