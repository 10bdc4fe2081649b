//! A back end keeps many flows at once: how much memory one takes.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail the test")]

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use common::*;
use samtykke::ConsentFlow;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
}

/// Counts what this thread allocated less what it freed.
struct Counting;

// SAFETY: every call goes to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.set(HELD.get() + layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.set(HELD.get() - layout.size() as isize);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_flow_takes_less_than_2_kb() {
    // How long a token is, is up to Maskinporten.
    let token = TOKEN.len() as isize;
    type Build = fn() -> ConsentFlow;
    let states: [(&str, Build, isize); 7] = [
        ("authorizing_creation", authorizing_creation, 0),
        ("creating", creating, token),
        ("awaiting_user", awaiting_user, 0),
        ("authorizing_check", authorizing_check, 0),
        ("checking", checking, token),
        ("redeeming", redeeming, 0),
        ("finished", finished, token),
    ];
    for (name, flow, token) in states {
        let before = HELD.get();
        let kept = Box::new(flow());
        let bytes = HELD.get() - before - token;
        drop(kept);
        assert_eq!(HELD.get(), before, "the counter counts");
        println!("{name}: {bytes} bytes");
        assert!(bytes < 2_048, "{name} takes {bytes} bytes");
    }
}
