package no.samtykke;

import java.util.concurrent.CompletableFuture;

class ReadmeJava {
    static CompletableFuture<Pause> ask(FutureConsentClient client, FlowConfig config, ConsentRequest request) {
        return client.requestConsent(config, request)
            .thenApply(pause -> pause instanceof Pause.Visit ? sentTo(((Pause.Visit) pause).getUrl(), pause) : pause);
    }

    private static Pause sentTo(String url, Pause pause) {
        return url.isEmpty() ? null : pause;
    }
}
