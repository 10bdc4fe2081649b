package example

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp

/** The whole screen: what it shows follows [state], and it does nothing by itself but open Altinn's page. */
@Composable
fun ConsentScreen(
    state: ConsentState,
    onStart: () -> Unit,
    onOpen: (url: String) -> Unit,
) {
    Column(Modifier.fillMaxSize().padding(24.dp), Arrangement.spacedBy(16.dp)) {
        Text("Lån hos Testbanken", style = MaterialTheme.typography.headlineMedium)
        when (state) {
            is ConsentState.Ready -> {
                Text("Vi trenger inntekten din for 2025. Du samtykker hos Altinn, og kan trekke det tilbake der.")
                Button(onStart) { Text("Gi samtykke hos Altinn") }
            }

            is ConsentState.Working -> {
                CircularProgressIndicator()
            }

            is ConsentState.AtAltinn -> {
                LaunchedEffect(state.url) { onOpen(state.url) }
                Text("Velg i nettleseren, så kommer du tilbake hit.")
                Button({ onOpen(state.url) }) { Text("Åpne Altinn igjen") }
            }

            is ConsentState.Given -> {
                Text("Takk! Vi har hentet dette:")
                Text(state.data, style = MaterialTheme.typography.bodyLarge)
            }

            is ConsentState.NotGiven -> {
                Text("Du ga ikke samtykke, og vi har ikke hentet noe.")
                Button(onStart) { Text("Prøv igjen") }
            }

            is ConsentState.Failed -> {
                Text("Det virket ikke. Sjekk nettet.")
                Button(onStart) { Text("Prøv igjen") }
            }
        }
    }
}
