namespace Holdfast.Conformance.Engine;

/// <summary>The server that is checked.</summary>
public sealed record Target
{
    /// <summary>The creation URL, <c>http</c> or <c>https</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>How reports name it; by default its URL, without the secrets in it.</summary>
    public string Name { get => field ?? Secrets.Redact(Url); init; }

    /// <summary>The server's version, for reports; <see langword="null"/> if unknown.</summary>
    public string? Version { get; init; }

    /// <summary>Where the server stores uploads, for reports, for example <c>file</c>; <see langword="null"/> if unknown.</summary>
    public string? Store { get; init; }

    /// <summary>
    /// Field lines that go out with every request to the target's origin, for example <c>Authorization</c>; user information of the URL
    /// becomes one.
    /// </summary>
#pragma warning disable CA1044 // Credentials alone read them: whoever adds fields to a request must say where it goes.
    public IReadOnlyList<KeyValuePair<string, string>> Headers { private get; init; } = [];
#pragma warning restore CA1044

    /// <summary>Other origins that <see cref="Headers"/> go to, where the server names uploads there; path and query do not count.</summary>
    public IReadOnlyList<Uri> TrustedOrigins { get; init; } = [];

    /// <summary>Metadata for every upload that is created with tus, except in cases about metadata.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>The extensions of tus that the server offers, where its answer to OPTIONS does not say so.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>
    /// The URLs of unused uploads that the user created, for a server without the creation extension; each serves one case.
    /// </summary>
    public IReadOnlyList<string> UploadUrls { get; init; } = [];

    /// <summary>The length of each of <see cref="UploadUrls"/> in bytes, where HEAD does not tell it.</summary>
    public long? UploadLength { get; init; }

    /// <summary>What the server demands of the length of chunks.</summary>
    public ChunkRule Chunks { get; init; } = ChunkRule.None;

    /// <summary>The directory in which the server's store keeps the uploads' content, where that cannot be read by GET.</summary>
    public string? ContentDirectory { get; init; }

    /// <summary>Whether a certificate that does not verify is accepted.</summary>
    public bool TrustAnyCertificate { get; init; }

    /// <summary>
    /// How long the server may take to end a request whose client has stopped sending. A longer time is not wrong (no specification names
    /// one), and is reported as a fact.
    /// </summary>
    public TimeSpan StallPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer to an ordinary request may take before its outcome counts as unknown.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The user's header fields, for one run.</summary>
    internal Credentials ToCredentials() => new(
        Url.UserInfo.Length == 0 || Headers.Any(header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            ? Headers
            : [.. Headers, new("Authorization", $"Basic {Secrets.Basic(Url.UserInfo)}")],
        Url,
        TrustedOrigins);
}
