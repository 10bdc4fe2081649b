package no.samtykke;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The story of a consent in plain Java. */
class JavaStoryTest {
    private final Bank bank = new Bank();
    private final FutureConsentClient client = new FutureConsentClient(bank.getKey());

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void anApprovedConsentGivesATokenThatOpensTheData() throws Exception {
        var party = Samtykke.parseParty("21818297804");
        var right = new ConsentRight("standard-samtykke-for-dele-data", List.of("consent"), Map.of("inntektsaar", "2025"));
        var validTo = Instant.now().plus(Duration.ofDays(1));
        var request = new ConsentRequest(
            null, party, "991825827", null, validTo, List.of(right), null, "https://bank.example/return");
        var config = new FlowConfig(
            bank.getEnvironment(), bank.getClient(), List.of("altinn:consentrequests.write"));

        var visit = assertInstanceOf(Pause.Visit.class, client.requestConsent(config, request).get());
        var stored = visit.getFlow().toJson();
        assertFalse(stored.contains("eyJ"));
        var returnUrl = bank.getSandbox().decide(visit.getUrl(), "approve");
        var pause = client.userReturned(ConsentFlow.Companion.fromJson(stored), returnUrl).get();
        var finish = assertInstanceOf(Pause.Finish.class, pause);
        var granted = assertInstanceOf(Outcome.Granted.class, finish.getOutcome());
        assertEquals(200, bank.getSandbox().income(granted.getToken().getValue()).statusCode());
    }

    @Test
    void aRefusedConsentIsWaitedFor() throws Exception {
        var visit = asked();
        bank.getSandbox().decideWithoutPage(visit.getFlow().id(), "reject");
        var pause = client.waitForDecision(visit.getFlow(), Duration.ofMillis(10)).get();
        assertInstanceOf(Outcome.Rejected.class, ((Pause.Finish) pause).getOutcome());
    }

    @Test
    void aFailedFutureHoldsTheException() {
        var returned = assertThrows(ExecutionException.class, () -> {
            client.userReturned(asked().getFlow(), "https://bank.example/return?Status=OK").get();
        });
        var refused = assertInstanceOf(ConsentException.class, returned.getCause());
        assertEquals("RETURN_MISMATCH", refused.getCode());
        assertFalse(refused.isRetryable());
    }

    @Test
    void eventsAreWaitedFor() throws Exception {
        var visit = asked();
        var filter = new EventFilter(List.of(), null, null, visit.getFlow().id());
        var events = client.events(bank.feed(filter), EventCursor.Companion.beginning());
        var batch = client.nextEvents(events).get();
        assertEquals(List.of(ConsentEventType.Created.INSTANCE), types(batch));
        assertFalse(events.delivered().toJson().isEmpty());
    }

    @Test
    void signerTransportAndCancellationAreJavas() throws Exception {
        var cancelled = new CompletableFuture<HttpResponse>();
        FutureTransport never = request -> cancelled;
        Signer signer = (signingInput, algorithm) -> bank.getKey().sign(signingInput, algorithm);
        try (var slow = new FutureConsentClient(signer, never)) {
            var token = slow.token(bank.config(), new TokenRequest(List.of("altinn:consentrequests.write")));
            Thread.sleep(200);
            token.cancel(true);
            assertThrows(CancellationException.class, token::get);
            assertThrows(CancellationException.class, cancelled::get);
        }
    }

    @Test
    void aTransportThatFailsIsARetryableError() {
        FutureTransport dead = request -> CompletableFuture.failedFuture(new IOException("the line is dead"));
        try (var lost = new FutureConsentClient(bank.getKey(), dead)) {
            var failed = assertThrows(ExecutionException.class, () -> lost.requestConsent(bank.config(), bank.request()).get());
            var error = (ConsentException) failed.getCause();
            assertEquals("TRANSPORT", error.getCode());
            assertTrue(error.isRetryable());
        }
    }

    private static List<ConsentEventType> types(List<ConsentStatusChange> events) {
        return events.stream().map(ConsentStatusChange::getEventType).collect(Collectors.toList());
    }

    private Pause.Visit asked() throws Exception {
        return (Pause.Visit) client.requestConsent(bank.config(), bank.request()).get();
    }
}
