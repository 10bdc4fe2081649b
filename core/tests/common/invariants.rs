//! What holds for every flow and every answer.

use samtykke::{Answer, ConsentError, ConsentFlow, Outcome, Step, Timestamp};

/// The flow after `answer`, or `None` after an error. Either way the old flow is as it was, and an error tells no secret.
pub(crate) fn advanced(flow: &ConsentFlow, answer: Answer, time: Timestamp) -> Option<ConsentFlow> {
    let (copy, step, stored) = (flow.clone(), flow.step(time), flow.to_json());
    let next = flow.advance(answer, time);
    assert_eq!(*flow, copy);
    assert_eq!(flow.step(time), step);
    assert_eq!(flow.to_json(), stored);
    next.inspect_err(assert_tells_nothing).ok()
}

/// A flow that was stored goes on with the same step; where it was about to use a token or an assertion, it asks for it
/// again.
pub(crate) fn assert_restorable(flow: &ConsentFlow, time: Timestamp) {
    assert_eq!(ConsentFlow::from_json(&flow.to_memory_json()).unwrap(), *flow);
    let stored = flow.to_json();
    let restored = ConsentFlow::from_json(&stored).unwrap();
    assert_eq!(restored.to_json(), stored);
    let (before, after) = (flow.step(time), restored.step(time));
    let holds_secret = matches!(&before, Step::Send { .. } | Step::Finish { outcome: Outcome::Granted { .. } });
    assert!(before == after || (holds_secret && matches!(after, Step::Sign { .. })), "{before:?} {after:?}");
}

/// No error tells a token or a person number.
pub(crate) fn assert_tells_nothing(error: &ConsentError) {
    let mut error = error.clone();
    if let ConsentError::ReturnMismatch { field, .. } = &mut error {
        // The host's own name for the parameter, whatever it looks like.
        field.clear();
    }
    // `Debug` writes the character NUL as `\0`, which looks like one more digit.
    let debug = format!("{error:?}").replace("\\\\", "/").replace("\\0", "|");
    for text in [error.to_string(), debug] {
        assert!(!text.contains("eyJ"), "{text}");
        let mut runs = text.split(|c: char| !c.is_ascii_digit());
        assert!(!runs.any(|digits| digits.len() == 11), "{text}");
    }
}
