//! Project tasks. 
fn main() {}
