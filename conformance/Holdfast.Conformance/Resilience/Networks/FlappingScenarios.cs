using Holdfast.Chaos;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Networks;

/// <summary>Links that fail repeatedly: up for 2 s, down for 1 s, forty times, in a fortieth of the time.</summary>
internal static class FlappingScenarios
{
    private const int Flaps = 40;

    private const int Rest = 100;

    private static readonly TimeSpan Good = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Gone = TimeSpan.FromMilliseconds(25);

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "network/flapping",
            Title = "An append over a link that fails forty times for a moment succeeds",
            Does = "Sends one append over a link that passes bytes for 50 ms and holds them for 25 ms, forty times, and resumes where the "
                + "append fails.",
            Must = "The append is accepted, the offset is between the acknowledged and the sent bytes, and the finished upload is correct.",
            Why = "At the edge of a radio cell a link fails and returns repeatedly, and connections survive that.",
            Promises = [Promise.Takes, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Rank = 2,
            Takes = TimeSpan.FromSeconds(2.5),
            Run = Held,
        },
        new()
        {
            Path = "network/flapping-cuts",
            Title = "An upload whose connection ends forty times succeeds",
            Does = "Sends the rest of an upload forty times and closes the connection at a random byte each time; sends HEAD immediately "
                + "(again after a pause if nothing is stored yet) and continues from there.",
            Must = "The offset never shrinks and never exceeds the bytes sent, and the finished upload is correct.",
            Why = "If a cut sometimes loses bytes, forty cuts certainly do; the upload would never finish.",
            Promises = [Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.KeepsPart, Promise.Resumes, Promise.Whole],
            Rank = 1,
            Run = Cuts,
        },
    ];

    private static async Task Held(ResumableCase t)
    {
        // 16 kB/s leave 40 × 50 ms with something to do.
        var bytes = t.Chunk(32_000);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        var link = await t.NewLinkAsync(upload);
        await using var connection = await t.Context.ConnectAsync(upload.Url, link);
        await link.AddAsync(Toxic.Bandwidth(16) with { Name = "narrow", Stream = ToxicStream.Upstream }, t.Cancellation);
        var sending =
            connection.ExchangeAsync(t.Append(upload, acknowledged, bytes), t.Patience + (Flaps * (Good + Gone)), t.Cancellation);
        await FlapAsync(t, link, sending);
        var answer = await sending;
        t.Judge(Promise.Takes, "The append over the flapping link", "a 2xx status", answer, answer.IsSuccess);
        t.Within("after it", await t.OffsetAsync(upload), answer.IsSuccess ? acknowledged + bytes : acknowledged, acknowledged + bytes);
        await t.FinishAsync(upload);
    }

    private static async Task FlapAsync(ResumableCase t, ILink link, Task<Exchange> sending)
    {
        var held = Toxic.Bandwidth(0) with { Name = "gone", Stream = ToxicStream.Upstream };
        for (var flap = 1; flap <= Flaps && !sending.IsCompleted; flap++)
        {
            await Task.WhenAny(sending, t.PauseAsync(Good));
            await link.AddAsync(held, t.Cancellation);
            await t.PauseAsync(Gone);
            await link.RemoveAsync(held.Name, t.Cancellation);
        }
    }

    private static async Task Cuts(ResumableCase t)
    {
        const int Most = 400;
        var upload = await t.NewAsync((Flaps * Most) + Rest);
        var (offset, reach) = (0L, 0L);
        var kept = 0;
        for (var flap = 1; flap <= Flaps; flap++)
        {
            var arrives = t.Context.Random.Next(1, Most);
            await CutAsync(t, t.Append(upload, offset, upload.From(offset)), upload, arrives);

            // HEAD may overtake bytes in transit, which then still count.
            reach = Math.Max(reach, offset + arrives);
            var now = await t.OffsetAsync(upload);
            if (now == offset)
            {
                await t.PauseAsync();
                now = await t.OffsetAsync(upload);
            }

            t.Within($"after cut {flap}", now, offset, reach);
            kept += now > offset ? 1 : 0;
            offset = now;
        }

        // Content that even the second HEAD overtakes makes the server refuse the next append, so each of these costs two cuts. A quarter
        // leaves room for a machine on which that happens most of the time.
        t.Judge(Promise.KeepsPart, "Cuts after which bytes were stored", $"at least a quarter of {Flaps}", $"{kept}", kept >= Flaps / 4);
        await t.FinishAsync(upload);
    }

    // Bytes and FIN arrive in this order: nothing overtakes the bytes that were sent.
    private static async Task CutAsync(ResumableCase t, WireRequest request, Upload upload, int arrives)
    {
        await using var connection = await t.Context.ConnectAsync(upload.Url, await t.NewLinkAsync(upload));
        await t.SendPartAsync(connection, request, Math.Min(arrives, request.Body.Length));
    }
}
