using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Walks;

/// <summary>One step of a walk, with every choice in it made.</summary>
public sealed record WalkStep
{
    /// <summary>Steps of one round begin together; a round begins when all steps of the one before are over.</summary>
    public required int Round { get; init; }

    /// <summary>The client, from 1. A client sends one request at a time, except for a stalled transfer.</summary>
    public required int Client { get; init; }

    /// <summary>The action.</summary>
    public required WalkStepKind Do { get; init; }

    /// <summary>The number of the upload in the script, from 0. Not used by a revival.</summary>
    public int Upload { get; init; }

    /// <summary>The number of bytes that a creation or an append sends; <see langword="null"/> for all remaining ones.</summary>
    [JsonPropertyName("octets")]
    public int? Bytes { get; init; }

    /// <summary>The distance of an append from the last reported offset: 0 for a correct client.</summary>
    public int Shift { get; init; }

    /// <summary>The number of the content that the bytes belong to: racing writers send different contents.</summary>
    public int Variant { get; init; }

    /// <summary>The fault of the network in this step; <see langword="null"/> for none.</summary>
    public WalkFault? Fault { get; init; }

    /// <summary>The step in words, for example <c>client 2 appends 4000 bytes to upload 0, reset after 1200</c>.</summary>
    public override string ToString()
    {
        var bytes = Bytes is { } count ? $"{count} bytes" : "the rest";
        var place = Shift == 0 ? "" : $", {Math.Abs(Shift)} bytes {(Shift < 0 ? "before" : "beyond")} its offset";
        var what = Do switch
        {
            WalkStepKind.Create => $"creates upload {Upload}{(Bytes is 0 ? "" : $" with {bytes}")}",
            WalkStepKind.Append => $"appends {bytes} to upload {Upload}{place}",
            WalkStepKind.Revive => "continues its stalled transfer",
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
        WalkFaultKind.BlackHole => $"dropped after {fault.Amount}",
        WalkFaultKind.Stall => $"stalled after {fault.Amount}",
        WalkFaultKind.LostAnswer => "its response lost",
        WalkFaultKind.Slow => $"at {fault.Amount} kB/s",
        _ => $"with {fault.Amount} ms of latency",
    };
}
