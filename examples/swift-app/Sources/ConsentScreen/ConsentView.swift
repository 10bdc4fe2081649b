#if canImport(SwiftUI) && canImport(AuthenticationServices)
    import AuthenticationServices
    import SwiftUI

    /// The whole screen. The system's own sheet shows Altinn, where the user may be logged in already.
    public struct ConsentView: View {
        private let model: ConsentModel
        /// The address that Altinn sends the user to: `https` with a host that the app is associated with.
        private let host: String
        private let path: String

        @State private var state = ConsentState.ready
        @Environment(\.webAuthenticationSession) private var session

        public init(model: ConsentModel, host: String, path: String) {
            self.model = model
            self.host = host
            self.path = path
        }

        public var body: some View {
            VStack(alignment: .leading, spacing: 16) {
                Text("Lån hos Testbanken").font(.title)
                switch state {
                case .ready:
                    Text("Vi trenger inntekten din for 2025. Du samtykker hos Altinn, og kan trekke det tilbake der.")
                    begin("Gi samtykke hos Altinn")
                case .working, .atAltinn:
                    ProgressView()
                case .given(let data):
                    Text("Takk! Vi har hentet dette:")
                    Text(data).font(.body.monospacedDigit())
                case .notGiven:
                    Text("Du ga ikke samtykke, og vi har ikke hentet noe.")
                    begin("Prøv igjen")
                case .failed:
                    Text("Det virket ikke. Sjekk nettet.")
                    begin("Prøv igjen")
                }
            }
            .padding(24)
        }

        private func begin(_ title: LocalizedStringKey) -> some View {
            Button(title) { Task { await ask() } }.buttonStyle(.borderedProminent)
        }

        private func ask() async {
            state = .working
            state = await model.start()
            guard case .atAltinn(let address) = state, let url = URL(string: address) else { return }
            do {
                let returnUrl = try await session.authenticate(
                    using: url, callback: .https(host: host, path: path), additionalHeaderFields: [:])
                state = .working
                state = await model.returned(to: returnUrl.absoluteString)
            } catch {
                // The user closed the sheet: nothing is decided, and the button is there again.
                state = .ready
            }
        }
    }
#endif
