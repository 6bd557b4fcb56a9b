namespace Holdfast.Server.Refusals;

/// <summary>Why the core refuses a request, or why a body ended early. It speaks no protocol: each front door has its own words.</summary>
internal sealed record Refusal(RefusalKind Kind)
{
    private static readonly Refusal[] Plain = [.. Enum.GetValues<RefusalKind>().Select(kind => new Refusal(kind))];

    /// <summary>The value that the client sent, for the kinds that name one.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The requested amount, for the kinds that name one.</summary>
    public long Count { get; init; }

    /// <summary>The allowed amount, for the kinds that name one.</summary>
    public long Limit { get; init; }

    /// <summary>Nothing of the body is stored, although a body that ends for this reason usually is.</summary>
    public bool KeepsNothing { get; init; }

    public static implicit operator Refusal(RefusalKind kind) => Plain[(int)kind];
}
