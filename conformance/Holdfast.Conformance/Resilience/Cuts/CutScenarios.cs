using Holdfast.Chaos;

namespace Holdfast.Conformance.Resilience.Cuts;

/// <summary>Appends whose connection ends: each way of ending at each place.</summary>
internal static class CutScenarios
{
    private const int Octets = 4000;

    /// <summary>What comes after the append that breaks, so that it never ends the upload.</summary>
    private const int Rest = 1000;

    public static IReadOnlyList<FaultScenario> All { get; } = [.. Place.All.SelectMany(place => Breakage.All.Select(breakage => Of(place, breakage)))];

    private static FaultScenario Of(Place place, Breakage breakage) => new()
    {
        Path = $"cut/{place.Name}/{breakage.Name}",
        Title = $"An append that is {breakage.Words} {place.Words} can be resumed",
        Does = $"After some acknowledged bytes, sends an append of {Octets} whose connection is {breakage.Words} {place.Words}; then HEAD, then resumes.",
        Must = place.IsOfBody
            ? "The offset is at least what was acknowledged and at most what arrived, some of the arrived bytes are stored, and the finished upload is correct."
            : "The offset is the acknowledged one, and the finished upload is correct.",
        Why = breakage.Why,
        Promises = [Promise.KeepsAcknowledged, Promise.CountsNoMore, .. place.IsOfBody ? [Promise.KeepsPart] : Array.Empty<Promise>(), Promise.Resumes, Promise.Whole],
        Stalls = breakage.IsSilent && place.Head >= 1 && !place.IsOfAnswer ? 1 : 0,
        Rank = place.Name == "in-body" ? 1 : place.IsOfBody ? 2 : 4,
        Run = t => RunAsync(t, place, breakage),
    };

    private static async Task RunAsync(ResumableCase t, Place place, Breakage breakage)
    {
        var octets = t.Chunk(Octets);
        var passing = place.Passing(octets, t.Context.Random);
        var (upload, acknowledged) = await t.BegunAsync(octets + Rest);
        var link = await t.NewLinkAsync(upload);
        await using var connection = await t.Context.ConnectAsync(upload.Url, link);
        var swallow = Toxic.Timeout() with { Name = "no-answer" };
        if (place.IsOfAnswer)
        {
            await link.AddAsync(swallow, t.Cancellation);
        }

        var left = await place.SendAsync(t, connection, t.Append(upload, acknowledged, octets), passing);
        if (place.IsOfAnswer)
        {
            await t.SwallowedAsync(upload, link, swallow);
        }
        else
        {
            await place.ArriveAsync(t, upload, link);
        }

        await breakage.StrikeAsync(t, link, connection, left);
        var broken = t.Context.Clock.Elapsed;
        if (!breakage.IsSilent)
        {
            t.Observe(Promise.Resumes, "What the client received", (await connection.ReadAsync("PATCH", t.Patience, t.Cancellation)).Outcome);
        }

        await t.OffsetAsync(upload);
        t.Context.Measure("time from break to offset", Math.Round((t.Context.Clock.Elapsed - broken).TotalMilliseconds, 1), "ms");
        await t.KeptAsync(upload, acknowledged, acknowledged + passing);
        await t.FinishAsync(upload);
    }
}
