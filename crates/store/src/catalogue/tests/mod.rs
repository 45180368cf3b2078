mod forms;
mod records;
mod team;
mod versions;
