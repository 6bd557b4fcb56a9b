namespace Holdfast.Conformance.Targets;

/// <summary>The server that is judged.</summary>
public sealed record Target
{
    /// <summary>The creation URL, <c>http</c> or <c>https</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>The name of the server in reports; by default its URL without secrets.</summary>
    public string Name { get => field ?? Secrets.Redact(Url); init; }

    /// <summary>The server's version, for reports; <see langword="null"/> if unknown.</summary>
    public string? Version { get; init; }

    /// <summary>The server's store, as reports name it, for example <c>file</c>; <see langword="null"/> if unknown.</summary>
    public string? Store { get; init; }

    /// <summary>
    /// Header fields to send with every request to the target's origin, for example <c>Authorization</c>. User information in the URL is
    /// sent as such a field.
    /// </summary>
#pragma warning disable CA1044 // Only Credentials reads them, because adding them to a request requires to check its origin.
    public IReadOnlyList<KeyValuePair<string, string>> Headers { private get; init; } = [];
#pragma warning restore CA1044

    /// <summary>
    /// Other origins to which <see cref="Headers"/> are sent if the server places uploads there. Path and query of these URLs are
    /// ignored.
    /// </summary>
    public IReadOnlyList<Uri> TrustedOrigins { get; init; } = [];

    /// <summary>
    /// Metadata to send with every creation of a tus upload, for a server that requires some. Cases about metadata do not send it.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>Extensions of tus that the server offers without announcing them in its answer to OPTIONS.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>
    /// URLs of new, empty uploads, for a server without the creation extension. Each is used by one case.
    /// </summary>
    public IReadOnlyList<string> UploadUrls { get; init; } = [];

    /// <summary>The length of each of <see cref="UploadUrls"/> in bytes, if HEAD does not report it.</summary>
    public long? UploadLength { get; init; }

    /// <summary>The lengths of chunks that the server accepts.</summary>
    public ChunkRule Chunks { get; init; } = ChunkRule.None;

    /// <summary>
    /// The directory with the content of uploads, if the server does not serve it by GET; <see langword="null"/> if it is not known.
    /// </summary>
    public string? ContentDirectory { get; init; }

    /// <summary>Whether any TLS certificate is accepted without validation.</summary>
    public bool TrustAnyCertificate { get; init; }

    /// <summary>
    /// How long a case waits until the server ends a request whose client has stopped sending. A server that takes longer is not wrong,
    /// because no specification names a time; the report states it as a fact.
    /// </summary>
    public TimeSpan StallPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a case waits for the answer to an ordinary request before its outcome counts as unknown.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The user's header fields, for one run.</summary>
    internal Credentials ToCredentials() => new(
        Url.UserInfo.Length == 0 || Headers.Any(header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            ? Headers
            : [.. Headers, new("Authorization", $"Basic {Secrets.Basic(Url.UserInfo)}")],
        Url,
        TrustedOrigins);
}
