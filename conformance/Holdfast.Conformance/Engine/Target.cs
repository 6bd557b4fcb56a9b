namespace Holdfast.Conformance.Engine;

/// <summary>The server that is checked.</summary>
public sealed record Target
{
    /// <summary>The creation URL, <c>http</c> or <c>https</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>How reports name it; by default its URL.</summary>
    public string Name { get => field ?? Url.ToString(); init; }

    /// <summary>Field lines that go out with every request, for example <c>Authorization</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether a certificate that does not verify is accepted.</summary>
    public bool TrustAnyCertificate { get; init; }

    /// <summary>
    /// How long the server is given to end a request whose client went silent. A server that takes longer is not wrong
    /// (no specification names a time), so that is then reported as a fact.
    /// </summary>
    public TimeSpan StallPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer to an ordinary request may take before its outcome counts as unknown.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}
