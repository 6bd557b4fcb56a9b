using Holdfast.Chaos;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Networks;

/// <summary>Uploads over the networks that people have, as <see cref="NetworkProfile"/> knows them.</summary>
internal static class NetworkScenarios
{
    /// <summary>The factor by which its steps follow each other faster than in the profile: a tunnel of 20 s takes half a second.</summary>
    private const double Haste = 40;

    /// <summary>The bytes that are not sent over the bad network, so that the upload is completed over a good one.</summary>
    private const int Rest = 100;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        Of("gprs", "GPRS", 1200, "Half a second of round-trip time at 20 kbit/s, as in a cellar."),
        Of("3g", "3G", 6000, "Most of the world still has moderate mobile networks."),
        Of("4g", "4G", 60_000, "Even a good mobile network has varying delays, which must not affect uploads."),
        Of("satellite", "a satellite", 12_000,
            "With a long round-trip time the client waits for every response; the server must not take this for a stalled client."),
        Of("hotel-wifi", "a hotel's Wi-Fi", 30_000, "A shared network stalls for a moment from time to time."),
        Of("train-tunnel", "a train with a tunnel", 60_000,
            "A network that degrades, fails and returns is the most common way to lose an upload."),
        Of("cable-pulled", "a cable that is pulled", 60_000,
            "No data passes and neither side is told; the client returns over another network."),
    ];

    private static FaultScenario Of(string profile, string words, int bytes, string why) => new()
    {
        Path = $"network/{profile}",
        Title = $"An upload over {words} succeeds",
        Does = $"Sends {bytes} bytes over a link with the delays and rates of {words}, its changes {Haste:0} times as fast, then "
            + "resumes over a good link if needed.",
        Must = $"{(IsGone(profile) ? "The" : "The append is accepted; the")} offset is at least what was acknowledged and at most what "
            + "was sent, and the finished upload is correct.",
        Why = why,
        Promises = [.. IsGone(profile) ? Array.Empty<Promise>() : [Promise.Takes], Promise.KeepsAcknowledged, Promise.CountsNoMore,
            Promise.Resumes, Promise.Whole],
        Stalls = IsGone(profile) ? 1 : 0,
        Rank = 3,
        Takes = TimeSpan.FromSeconds(1),
        Run = t => RunAsync(t, NetworkProfile.Named(profile), bytes),
    };

    private static async Task RunAsync(ResumableCase t, Scenario network, int size)
    {
        var bytes = t.Chunk(size);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        var link = await t.NewLinkAsync(upload);
        await using var connection = await t.Context.ConnectAsync(upload.Url, link);
        var request = Spread(t.Append(upload, acknowledged, bytes), network);
        var present = await StepAsync(t, link, [], network.Steps[0].Toxics);
        var sending = connection.ExchangeAsync(request, t.Patience, t.Cancellation);
        foreach (var (after, toxics) in Changes(network).TakeWhile(_ => !sending.IsCompleted))
        {
            await Task.WhenAny(sending, t.PauseAsync(after));
            present = await StepAsync(t, link, present, toxics);
        }

        // A network that stays silent gives no answer, however long one waits for it.
        var answer = IsGone(network.Name) && !sending.IsCompleted ? null : await sending;
        t.Observe(Promise.Resumes, $"The append over {network.Name}", answer?.Outcome ?? "given up, because no data passes");
        if (answer is not null && !IsGone(network.Name))
        {
            t.Judge(Promise.Takes, $"The append over {network.Name}", "a 2xx status", answer, answer.IsSuccess);
        }

        t.Within("after it", await t.OffsetAsync(upload), answer is { IsSuccess: true } ? acknowledged + bytes : acknowledged,
            acknowledged + bytes);
        await t.FinishAsync(upload);
        await connection.DisposeAsync();
        await sending;
    }

    // A client that has as much to send as the changes take: otherwise it is done before the tunnel begins.
    private static WireRequest Spread(WireRequest request, Scenario network)
    {
        const int Pieces = 40;
        var span = (network.RepeatAfter ?? network.Steps[^1].At) * 1.2 / Haste;
        return span > TimeSpan.Zero ? request.Paced(Math.Max(1, request.Body.Length / Pieces), span / Pieces) : request;
    }

    // The steps after the first one, endless for a network that repeats.
    private static IEnumerable<(TimeSpan After, IReadOnlyList<Toxic> Toxics)> Changes(Scenario network)
    {
        do
        {
            foreach (var (from, to) in network.Steps.Zip(network.Steps.Skip(1)))
            {
                yield return ((to.At - from.At) / Haste, to.Toxics);
            }

            if (network.RepeatAfter is { } again)
            {
                yield return ((again - network.Steps[^1].At) / Haste, network.Steps[0].Toxics);
            }
        }
        while (network.RepeatAfter is not null);
    }

    private static bool IsGone(string profile) => profile == "cable-pulled";

    // By single toxics, so that a Toxiproxy can play it, too.
    private static async Task<IReadOnlyList<Toxic>> StepAsync(
        ResumableCase t, ILink link, IReadOnlyList<Toxic> present, IReadOnlyList<Toxic> next)
    {
        foreach (var toxic in present)
        {
            await link.RemoveAsync(toxic.Name, t.Cancellation);
        }

        foreach (var toxic in next)
        {
            await link.AddAsync(toxic, t.Cancellation);
        }

        return next;
    }
}
