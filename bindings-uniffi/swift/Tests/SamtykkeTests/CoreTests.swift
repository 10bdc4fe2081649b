import Foundation
import Samtykke
import Testing

struct CoreTests {
    @Test func aFlowIsStored() throws {
        #expect(try parseParty(text: "21818297804") == parseParty(text: "21818297804"))
    }
}
