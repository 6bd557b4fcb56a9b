using Holdfast.Chaos;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Cuts;

/// <summary>A way in which a connection ends, by toxics that a Toxiproxy has, too.</summary>
/// <param name="Name">In ids.</param>
/// <param name="Words">In sentences, after "connection is".</param>
/// <param name="Why">Its typical cause.</param>
/// <param name="Toxics">The toxics that break the connection at the next byte.</param>
internal sealed record Breakage(string Name, string Words, string Why, params IReadOnlyList<Toxic> Toxics)
{
    public static Breakage Fin { get; } = new(
        "fin", "closed (FIN)", "A closed laptop, a process that exits and most proxies end a transfer this way.",
        Toxic.LimitData(0) with { Stream = ToxicStream.Upstream });

    public static Breakage Reset { get; } = new(
        "reset", "reset (RST)", "Mobile networks, firewalls and crashed clients end a transfer this way.",
        Toxic.ResetPeer() with { Stream = ToxicStream.Upstream });

    public static Breakage BlackHole { get; } = new(
        "black-hole", "dropped without notice",
        "A phone that loses its network closes no connection, and the server still holds the upload's lock.",
        Toxic.Timeout() with { Name = "hole-up", Stream = ToxicStream.Upstream }, Toxic.Timeout() with { Name = "hole-down" });

    public static IReadOnlyList<Breakage> All { get; } = [Fin, Reset, BlackHole];

    /// <summary>Whether the server is left with a connection that says nothing more.</summary>
    public bool IsSilent => this == BlackHole;

    /// <summary>Breaks the connection: the next byte, which the link drops, triggers it.</summary>
    public async Task StrikeAsync(ResumableCase t, ILink link, WireConnection connection, ReadOnlyMemory<byte> left)
    {
        foreach (var toxic in Toxics)
        {
            await link.AddAsync(toxic, t.Cancellation);
        }

        await connection.SendAsync(left.IsEmpty ? "."u8.ToArray() : left[..1], "body", t.Cancellation);
        await link.StruckAsync(Toxics[0].Type, t.Patience, t.Cancellation);
    }
}
