namespace Holdfast.Conformance.Walks;

/// <summary>One step of a walk, with every choice in it made.</summary>
public sealed record WalkStep
{
    /// <summary>Steps of one round begin together; a round begins when all steps of the one before are over.</summary>
    public required int Round { get; init; }

    /// <summary>Who does it, from 1. A client does one thing at a time, but for a transfer that it left stalled.</summary>
    public required int Client { get; init; }

    /// <summary>What is done.</summary>
    public required WalkStepKind Do { get; init; }

    /// <summary>To which of the script's uploads, from 0. Means nothing to a revival.</summary>
    public int Upload { get; init; }

    /// <summary>How many octets a creation or an append brings; <see langword="null"/> for all that are left.</summary>
    public int? Octets { get; init; }

    /// <summary>How far from the offset that was told last an append goes on: 0 for a correct client.</summary>
    public int Shift { get; init; }

    /// <summary>Which content the octets are of: racing writers bring different ones.</summary>
    public int Variant { get; init; }

    /// <summary>What the network does to it; <see langword="null"/> for nothing.</summary>
    public WalkFault? Fault { get; init; }

    /// <summary>The step in words, for example <c>client 2 appends 4000 octets to upload 0, reset after 1200</c>.</summary>
    public override string ToString()
    {
        var octets = Octets is { } count ? $"{count} octets" : "the rest";
        var what = Do switch
        {
            WalkStepKind.Create => $"creates upload {Upload}{(Octets is 0 ? "" : $" with {octets}")}",
            WalkStepKind.Append => $"appends {octets} to upload {Upload}{(Shift == 0 ? "" : $", {Math.Abs(Shift)} octets {(Shift < 0 ? "before" : "beyond")} its offset")}",
            WalkStepKind.Revive => "revives its stalled transfer",
            WalkStepKind.Finish => $"finishes upload {Upload}",
            _ => $"sends {Do.ToString().ToUpperInvariant()} for upload {Upload}",
        };
        var content = Variant == 0 ? "" : $" (content {Variant})";
        return $"round {Round}: client {Client} {what}{content}{(Fault is null ? "" : $", {Word(Fault)}")}";
    }

    private static string Word(WalkFault fault) => fault.Kind switch
    {
        WalkFaultKind.Close => $"closed after {fault.Amount}",
        WalkFaultKind.Reset => $"reset after {fault.Amount}",
        WalkFaultKind.BlackHole => $"swallowed after {fault.Amount}",
        WalkFaultKind.Stall => $"stalled after {fault.Amount}",
        WalkFaultKind.LostAnswer => "its answer lost",
        WalkFaultKind.Slow => $"at {fault.Amount} kB/s",
        _ => $"with {fault.Amount} ms of latency",
    };
}
