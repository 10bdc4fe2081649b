import java.nio.ByteBuffer
import java.nio.ByteOrder

plugins {
    id("com.android.library") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.4.21"
    `maven-publish`
}

group = "no.samtykke"
version = "0.1.0"

val abis = listOf("arm64-v8a", "armeabi-v7a", "x86_64", "x86")
val workspace = rootDir.resolve("../../..")
val libraries = layout.buildDirectory.dir("jniLibs")
val generated = layout.buildDirectory.dir("generated/uniffi")

android {
    namespace = "no.samtykke"
    compileSdk = 36
    defaultConfig {
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }
    sourceSets["main"].run {
        java.srcDirs("../src/main/kotlin", "src/main/kotlin", "src/platform/kotlin", generated)
        jniLibs.srcDir(libraries)
    }
    publishing { singleVariant("release") { withSourcesJar() } }
}

kotlin { jvmToolchain(17) }

dependencies {
    implementation("net.java.dev.jna:jna:5.18.1@aar")
    api("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.11.0")
    api("com.squareup.okhttp3:okhttp:5.5.1")
}

/** Without private keys: Android's key store signs. The symbols stay until the generator has read them. */
val buildLibraries by tasks.registering(Exec::class) {
    workingDir = workspace
    environment("RUSTFLAGS", "-C link-arg=-Wl,-z,max-page-size=16384")
    commandLine(
        listOf("cargo", "ndk", "--platform", "26", "--output-dir", libraries.get().asFile.path) +
            abis.flatMap { listOf("--target", it) } +
            "build --package samtykke-uniffi --lib --no-default-features --profile native --locked".split(" "),
    )
}

val generate by tasks.registering(Exec::class) {
    dependsOn(buildLibraries)
    workingDir = workspace
    val library =
        libraries
            .get()
            .file("arm64-v8a/libsamtykke_uniffi.so")
            .asFile.path
    commandLine(
        "cargo run --package samtykke-uniffi --bin uniffi-bindgen -- generate --library".split(" ") + library +
            "--language kotlin --no-format --out-dir".split(" ") + generated.get().asFile.path,
    )
}

/** Devices with pages of 16 kB load no library whose segments are aligned to less. */
val checkPageSize by tasks.registering {
    dependsOn(buildLibraries)
    doLast {
        for (abi in abis.filter { "64" in it }) {
            val library = libraries.get().file("$abi/libsamtykke_uniffi.so").asFile
            val alignments = segmentAlignments(ByteBuffer.wrap(library.readBytes()).order(ByteOrder.LITTLE_ENDIAN))
            check(alignments.all { it >= 16384 }) { "$library is aligned to $alignments" }
        }
    }
}

/** Of the segments that are loaded, as the header of a 64-bit ELF file tells. */
fun segmentAlignments(elf: ByteBuffer): List<Long> =
    (0 until elf.getShort(56))
        .map { elf.getLong(32).toInt() + it * elf.getShort(54) }
        .filter { elf.getInt(it) == 1 }
        .map { elf.getLong(it + 48) }

tasks.named("preBuild") { dependsOn(generate, checkPageSize) }

publishing {
    publications.register<MavenPublication>("release") {
        artifactId = "samtykke-android"
        afterEvaluate { from(components["release"]) }
    }
}
