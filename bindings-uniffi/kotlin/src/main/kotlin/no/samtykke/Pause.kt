package no.samtykke

/** A flow waits for its user, or is at its end. */
sealed interface Pause {
    /** The user must decide: store `flow.toJson()`, send the user to [url]. */
    data class Visit(
        /** The flow to go on with. */
        val flow: ConsentFlow,
        /** Altinn's page. */
        val url: String,
    ) : Pause {
        /** Without the flow, which holds personal data. */
        override fun toString(): String = "Visit(url=$url)"
    }

    /** The flow is at its end. */
    data class Finish(
        /** What it came to. */
        val outcome: Outcome,
    ) : Pause
}
