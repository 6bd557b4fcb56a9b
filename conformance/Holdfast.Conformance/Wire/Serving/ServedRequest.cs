using System.Globalization;

namespace Holdfast.Conformance.Wire.Serving;

/// <summary>The head of a request as a server of the suite read it, with its syntax errors.</summary>
internal sealed record ServedRequest(string Method, string Target, string Version, WireFields Fields)
{
    /// <summary>Violations of RFC 9112, as sentences.</summary>
    public IReadOnlyList<string> Malformed { get; init; } = [];

    /// <summary>The number of its connection.</summary>
    public int Connection { get; init; }

    /// <summary>When its head had been read, on the case's clock.</summary>
    public TimeSpan At { get; init; }

    /// <summary>The method that is to be carried out (tus 1.0.0, X-HTTP-Method-Override).</summary>
    public string MeantMethod => this["X-HTTP-Method-Override"] ?? Method;

    public bool IsChunked => string.Equals(this["Transfer-Encoding"], "chunked", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the connection ends after the answer (RFC 9112, 9.3).</summary>
    public bool Closes => Fields.List("Connection").Contains("close", StringComparer.OrdinalIgnoreCase)
        || (Version == "HTTP/1.0" && !Fields.List("Connection").Contains("keep-alive", StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether the client waits for a 100 (Continue) before it sends the body (RFC 9110, 10.1.1).</summary>
    public bool ExpectsContinue =>
        Version != "HTTP/1.0" && string.Equals(this["Expect"], "100-continue", StringComparison.OrdinalIgnoreCase);

    public string? this[string field] => Fields[field];

    /// <summary>The number in a field that occurs once and consists of ASCII digits.</summary>
    public long? Number(string field) =>
        Fields.All(field).ToList() is [{ Length: > 0 } text] && text.All(char.IsAsciiDigit)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The request as histories read it.</summary>
    public WireRequest ToRequest(ReadOnlyMemory<byte> body) =>
        new(Method, Target) { Fields = [.. Fields], Body = body, Chunked = IsChunked };
}
