namespace Holdfast.Conformance.Wire;

/// <summary>A response as it was read, with its syntax errors.</summary>
internal sealed record WireResponse
{
    public required string Version { get; init; }

    public required int Status { get; init; }

    public required string Reason { get; init; }

    public required WireFields Fields { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body is complete by its own framing.</summary>
    public bool Complete { get; init; } = true;

    /// <summary>Violations of RFC 9112 in head or framing, as sentences.</summary>
    public IReadOnlyList<string> Malformed { get; init; } = [];

    /// <summary>
    /// The part of it that exceeded <see cref="ReadingLimits"/> and was not read; <see langword="null"/> when all was read.
    /// </summary>
    public string? Beyond { get; init; }

    /// <summary>When its head had been read, on the case's clock.</summary>
    public TimeSpan At { get; init; }

    public bool IsInterim => Status is >= 100 and < 200 and not 101;

    /// <summary>Whether the server said that the connection ends after this (RFC 9112, 9.6).</summary>
    public bool Closes => Fields.List("Connection").Contains("close", StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The same response with the status of the specification, if the target's deviation was already reported once for the run. Its text
    /// keeps the original status.
    /// </summary>
    public WireResponse Excused(int status) => this with { Status = status, _words = ToString() };

    /// <summary>Whether the status was changed after it was received.</summary>
    public bool IsExcused => _words is not null;

    private string? _words;

    public override string ToString() => _words ?? (Reason.Length == 0 ? $"{Status}" : $"{Status} {Reason}");
}
