using Holdfast.Conformance.Links;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Cuts;

/// <summary>A place in an append at which the network breaks.</summary>
/// <param name="Name">In ids.</param>
/// <param name="Words">In sentences, after "breaks".</param>
/// <param name="Head">How much of the head passes: 0, a part, or 1.</param>
/// <param name="Passing">How many bytes of the body pass, of how many.</param>
internal sealed record Place(string Name, string Words, double Head, Func<int, Random, int> Passing)
{
    /// <summary>Every place, in the order of the wire.</summary>
    public static IReadOnlyList<Place> All { get; } =
    [
        new("before-head", "before its first byte", 0, (_, _) => 0),
        new("in-head", "inside its header section", 0.5, (_, _) => 0),
        new("after-head", "between header section and body", 1, (_, _) => 0),
        new("first-octet", "after the first byte of its body", 1, (_, _) => 1),
        new("in-body", "at a random byte of its body", 1, (bytes, random) => random.Next(2, bytes - 1)),
        new("last-octet", "before the last byte of its body", 1, (bytes, _) => bytes - 1),
        new("before-answer", "before its response", 1, (bytes, _) => bytes),
    ];

    /// <summary>Whether the whole request passes, so that the response is cut.</summary>
    public bool IsOfAnswer => Name == "before-answer";

    /// <summary>Whether any bytes of the body pass.</summary>
    public bool IsOfBody => Name is "first-octet" or "in-body" or "last-octet" or "before-answer";

    /// <summary>Sends a request up to this place; returns the rest of it.</summary>
    public async Task<ReadOnlyMemory<byte>> SendAsync(ResumableCase t, WireConnection connection, WireRequest request, int passing)
    {
        if (Head >= 1)
        {
            await t.SendPartAsync(connection, request, passing);
            return request.Body[passing..];
        }

        var head = request.Head().AsMemory();
        var part = (int)(head.Length * Head);
        if (part > 0)
        {
            await connection.SendAsync(head[..part], "head", t.Cancellation);
        }

        return new ReadOnlyMemory<byte>([.. head[part..].Span, .. request.Body.Span]);
    }

    /// <summary>Waits until the bytes that were sent have arrived; returns at once when none were sent.</summary>
    public Task ArriveAsync(ResumableCase t, Upload upload, ILink link) => Head > 0 ? t.LetArriveAsync(upload, link) : Task.CompletedTask;
}
