package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import no.samtykke.ConsentRequest;
import no.samtykke.ConsentRight;
import no.samtykke.Environment;
import no.samtykke.FlowConfig;
import no.samtykke.FutureConsentClient;
import no.samtykke.KeyReference;
import no.samtykke.KeySigner;
import no.samtykke.MaskinportenClient;
import no.samtykke.Outcome;
import no.samtykke.Pause;
import no.samtykke.Samtykke;
import org.junit.jupiter.api.Test;

/** One consent against the sandbox, with nothing but what is published. */
class BankTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void aConsentOpensTheData() throws Exception {
        var program = new ProcessBuilder(System.getenv("SAMTYKKE_SANDBOX_BIN")).start();
        try (var key = KeySigner.Companion.generate(); var client = new FutureConsentClient(key)) {
            var ready = new BufferedReader(new InputStreamReader(program.getInputStream())).readLine();
            var control = member(ready, "control");
            var scopes = List.of("altinn:consentrequests.write");
            var registered = post(control + "/clients", "{\"organization\":\"991825827\",\"scopes\":[\"" + scopes.get(0)
                + "\"],\"keys\":[" + key.publicJwk("bank-key") + "]}");

            var environment = new Environment.Custom(member(ready, "platform"), member(ready, "issuer"));
            var maskinporten =
                new MaskinportenClient(member(registered, "clientId"), new KeyReference.Kid("bank-key"));
            var config = new FlowConfig(environment, maskinporten);
            var right = new ConsentRight(
                "standard-samtykke-for-dele-data", List.of("consent"), Map.of("inntektsaar", "2025"));
            var request = new ConsentRequest(
                null, Samtykke.parseParty("21818297804"), "991825827", null, Instant.now().plus(Duration.ofDays(1)),
                List.of(right), null, "https://bank.example/return");

            var visit = assertInstanceOf(Pause.Visit.class, client.requestConsent(config, request).get());
            var decided = post(control + "/consents/" + visit.getFlow().id() + "/approve", "");
            var pause = client.userReturned(visit.getFlow(), member(decided, "finalRedirectUrl")).get();
            var finish = assertInstanceOf(Pause.Finish.class, pause);
            var token = assertInstanceOf(Outcome.Granted.class, finish.getOutcome()).getToken();

            var income = HttpRequest.newBuilder(URI.create(member(ready, "service") + "/api/income"));
            var answer = send(income.header("Authorization", "Bearer " + token.getValue()));
            assertEquals(200, answer.statusCode());
        } finally {
            program.destroy();
        }
    }

    private static String post(String url, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return send(request).body();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.version(HttpClient.Version.HTTP_1_1).build(), BodyHandlers.ofString());
    }

    private static String member(String json, String name) {
        var found = Pattern.compile("\"" + name + "\" ?: ?\"([^\"]+)\"").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no " + name);
        }
        return found.group(1);
    }
}
