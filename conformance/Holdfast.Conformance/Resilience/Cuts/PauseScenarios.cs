using Holdfast.Chaos;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Resilience.Cuts;

/// <summary>Appends that the network delays for a moment.</summary>
internal static class PauseScenarios
{
    private const int Bytes = 4000;

    private const int Rest = 1000;

    /// <summary>Far below any realistic timeout of a server, and above every delay of a good network.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static IReadOnlyList<FaultScenario> All { get; } =
        [.. Place.All.Where(place => place.Name is "before-head" or "in-head" or "after-head" or "in-body" or "before-answer").Select(Of)];

    private static FaultScenario Of(Place place) => new()
    {
        Path = $"pause/{place.Name}",
        Title = $"An append that stalls for a moment {place.Words} continues",
        Does = $"Sends an append of {Bytes} bytes over a link that holds everything for {Pause.TotalMilliseconds:0} ms {place.Words}, "
            + "and then releases it.",
        Must = "The append succeeds; the offset is correct, and the finished upload has the correct content.",
        Why = "Every mobile network stalls for a moment between two cells; this must not affect uploads.",
        Promises = [Promise.Takes, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
        Rank = 3,
        Run = t => RunAsync(t, place),
    };

    private static async Task RunAsync(ResumableCase t, Place place)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        var link = await t.NewLinkAsync(upload);
        await using var connection = await t.Context.ConnectAsync(upload.Url, link);
        var request = t.Append(upload, acknowledged, bytes);
        var passing = place.IsOfAnswer ? bytes - 1 : place.Passing(bytes, t.Context.Random);
        var left = await place.SendAsync(t, connection, request, passing);
        await place.ArriveAsync(t, upload, link);
        var held = Toxic.Bandwidth(0) with { Name = "held", Stream = place.IsOfAnswer ? ToxicStream.Downstream : ToxicStream.Upstream };
        await link.AddAsync(held, t.Cancellation);
        await connection.SendAsync(left, place.Head < 1 ? "head" : "body", t.Cancellation);
        await link.StruckAsync(held.Type, t.Patience, t.Cancellation);
        await t.PauseAsync(Pause);
        await link.RemoveAsync(held.Name, t.Cancellation);
        var answer = await connection.ReadAsync("PATCH", t.Patience, t.Cancellation);
        t.Judge(Promise.Takes, "The append that stalled for a moment", "a 2xx status", answer, answer.IsSuccess);
        t.Within("after it", await t.SettledOffsetAsync(upload, acknowledged + bytes),
            answer.IsSuccess ? acknowledged + bytes : acknowledged, acknowledged + bytes);
        await t.FinishAsync(upload);
    }
}
