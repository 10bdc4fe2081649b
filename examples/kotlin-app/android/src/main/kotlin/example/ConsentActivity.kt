package example

import android.content.Intent
import android.net.Uri
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.viewModels
import androidx.browser.customtabs.CustomTabsIntent
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.lifecycleScope
import kotlinx.coroutines.launch

/** Outlives a turn of the screen. */
class ConsentViewModel : ViewModel() {
    val model = ConsentModel(server)

    companion object {
        /** Set it in the Application, to what calls your back end. */
        lateinit var server: BankServer
    }
}

/** Opens Altinn in a browser tab, where the user may be logged in already, and takes the app's own address back. */
class ConsentActivity : ComponentActivity() {
    private val holder by viewModels<ConsentViewModel>()

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        if (savedInstanceState == null) takeReturn(intent)
        setContent {
            val state by holder.model.state.collectAsState()
            MaterialTheme {
                ConsentScreen(
                    state,
                    onStart = { lifecycleScope.launch { holder.model.start() } },
                    onOpen = { CustomTabsIntent.Builder().build().launchUrl(this, Uri.parse(it)) },
                )
            }
        }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        takeReturn(intent)
    }

    private fun takeReturn(intent: Intent) {
        val returnUrl = intent.dataString ?: return
        lifecycleScope.launch { holder.model.returned(returnUrl) }
    }
}
