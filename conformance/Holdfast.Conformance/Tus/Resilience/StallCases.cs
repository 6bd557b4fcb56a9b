using System.Globalization;
using Holdfast.Chaos;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Resilience;

/// <summary>Transfers that fall silent while the connection stays open, and requests that come while they do.</summary>
internal static class StallCases
{
    /// <summary>
    /// How long a newcomer may have to wait for a stalled holder: facts on real servers go up to 20 s (tusd's lock timeout),
    /// and 30 s is where we call it lost.
    /// </summary>
    private static readonly TimeSpan HandoverPatience = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/resilience/stall/until-timeout",
            Title = "The server ends a transfer that stalls, and keeps what arrived",
            Does = "Sends 5000 of 20000 bytes over a link that then holds everything back, and waits until the server ends the request; "
                + "then HEAD, then resumes.",
            Must = "The server ends the connection at some time and keeps some of the 5000 bytes, and the resumed upload is correct.",
            Why = "A phone that loses its network closes no connection. A server that waits forever runs out of connections and locks.",
            Judges = ["TUS-042", "TUS-043", "TUS-040", "TUS-038", "A-28"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(120),
            Stalls = 1,
            Rank = 3,
            Run = TusCases.Run(UntilTimeout),
        },
        new()
        {
            Id = "tus/resilience/stall/handover-by-head",
            Title = "HEAD is answered while a transfer of the upload is stalled",
            Does = "Stalls a PATCH after 5000 of 20000 bytes, sends HEAD on another connection, resumes there, then lets the late bytes "
                + "of the old transfer arrive.",
            Must = "HEAD is answered within 30 s with an offset that the next append can use; the late bytes change nothing.",
            Why = "A client that changes from Wi-Fi to mobile resumes while its old connection still exists. It must neither wait for "
                + "minutes nor get a file written by two transfers.",
            Judges = ["A-22", "A-23-MUST", "TUS-038", "TUS-043", "TUS-040", "A-23"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(90),
            Stalls = 1,
            Rank = 1,
            Run = TusCases.Run(HandoverByHead),
        },
        new()
        {
            Id = "tus/resilience/stall/delete",
            Title = "DELETE is answered while a transfer of the upload is stalled",
            Does = "Stalls a PATCH after 5000 of 20000 bytes, sends DELETE on another connection, then lets the late bytes of the old "
                + "transfer arrive.",
            Must = "DELETE is answered within 30 s with 204 (or 423 for now); after a 204 the upload stays gone.",
            Why = "A late packet must not bring a deleted file back.",
            Judges = ["A-69", "TUS-124", "A-23"],
            Needs = ["creation", "termination"],
            TimeLimit = TimeSpan.FromSeconds(90),
            Stalls = 1,
            Rank = 2,
            Run = TusCases.Run(Delete),
        },
        new()
        {
            Id = "tus/resilience/stall/before-body",
            Title = "A PATCH whose body never arrives does not block the upload",
            Does = "Sends only the header section of a PATCH, then HEAD and the upload on another connection.",
            Must = "HEAD is answered within 30 s with offset 0, and the upload can be finished.",
            Why = "A request that is lost after its header section is the easiest way to block an upload.",
            Judges = ["A-22", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(90),
            Stalls = 1,
            Rank = 2,
            Run = TusCases.Run(BeforeBody),
        },
    ];

    private const int Arrived = 5000;

    private static async Task UntilTimeout(TusCase t)
    {
        var upload = await t.NewUploadAsync(20_000);
        var link = await t.NewLinkAsync(upload);
        await using var connection = await t.Context.ConnectAsync(upload.Url, link);
        await StallAsync(t, upload, link, connection);
        var patience = t.Context.Target.StallPatience;
        var start = t.Context.Clock.Elapsed;
        var answer = await connection.ReadAsync("PATCH", patience, t.Cancellation);
        var end = answer.Response is null ? answer.End : await connection.WaitForEndAsync(patience, t.Cancellation);
        var waited = (t.Context.Clock.Elapsed - start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        t.Checks.Observe("Response to the stalled PATCH", answer.Outcome, "TUS-042");
        if (end == WireEnd.Open)
        {
            t.Checks.Observe(
                "The stalled connection", $"still open after {waited} s, the time that this run waits (--stall-patience)", "TUS-042");
        }
        else
        {
            t.Checks.Judge("The stalled connection", "closed by the server", $"{end} after {waited} s", holds: true, "TUS-042");
        }

        await t.KeptAsync(upload, acknowledged: 0, Arrived);
        await t.FinishAsync(upload);
    }

    private static async Task HandoverByHead(TusCase t)
    {
        var upload = await t.NewUploadAsync(20_000);
        var link = await t.NewLinkAsync(upload);
        await using var old = await t.Context.ConnectAsync(upload.Url, link);
        await StallAsync(t, upload, link, old);
        if (await HeadWhileStalledAsync(t, upload) is { IsSuccess: true } head)
        {
            var offset = head.Number("Upload-Offset") ?? -1;
            t.Checks.Judge("Offset after the handover", $"from 0 to {Arrived}", TusCase.Quoted(head["Upload-Offset"]),
                offset is >= 0 and <= Arrived, "TUS-038");
            t.Checks.Judge("Stored bytes of the stalled transfer", "more than 0", $"{offset} of {Arrived}", offset > 0, "TUS-043");
        }

        await t.FinishAsync(upload);
        await ReviveAsync(t, link, old);
        await t.OffsetIsAsync("after the old transfer's bytes arrived", upload, upload.Length, "A-23-MUST");
        await t.ContentIsAsync(upload, "A-23-MUST");
    }

    private static async Task Delete(TusCase t)
    {
        var upload = await t.NewUploadAsync(20_000);
        var link = await t.NewLinkAsync(upload);
        await using var old = await t.Context.ConnectAsync(upload.Url, link);
        await StallAsync(t, upload, link, old);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var deleted =
            await connection.ExchangeAsync(t.Request("DELETE", upload.Url).With("Content-Length", "0"), HandoverPatience, t.Cancellation);
        t.Status("DELETE while a PATCH stalls", deleted, [204, 423], "A-69");
        await ReviveAsync(t, link, old);
        if (deleted.Status == 204)
        {
            t.Status("HEAD after the old transfer's bytes arrived", await t.HeadAsync(upload.Url), [404, 410], "TUS-124");
        }
    }

    private static async Task BeforeBody(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        var link = await t.NewLinkAsync(upload);
        await using var old = await t.Context.ConnectAsync(upload.Url, link);
        await old.SendHeadAsync(t.Patch(upload, 0, upload.From(0)), t.Cancellation);
        if (await HeadWhileStalledAsync(t, upload) is { IsSuccess: true } head)
        {
            t.Field("HEAD while a PATCH has no body yet", head, "Upload-Offset", 0, "TUS-038");
        }

        await t.FinishAsync(upload);
    }

    /// <summary>Sends a PATCH of which <see cref="Arrived"/> bytes get through; the link holds the rest.</summary>
    private static async Task StallAsync(TusCase t, Upload upload, ILink link, WireConnection connection)
    {
        var request = t.Patch(upload, 0, upload.From(0));
        await t.SendPartAsync(connection, request, Arrived);

        // The bytes before the stall are under way; this lets them arrive, as in any transfer that runs before it stalls.
        await t.LetArriveAsync(upload.Url, link);
        await link.AddAsync(Held, t.Cancellation);
        await connection.SendAsync(request.Body[Arrived..], "body", t.Cancellation);
    }

    private static BandwidthToxic Held { get; } = Toxic.Bandwidth(0) with { Name = "held", Stream = ToxicStream.Upstream };

    /// <summary>Releases the bytes that the link held, and waits until they have had their effect.</summary>
    private static async Task ReviveAsync(TusCase t, ILink link, WireConnection old)
    {
        await link.RemoveAsync(Held.Name, t.Cancellation);
        var answer = await old.ReadAsync("PATCH", t.Patience, t.Cancellation);
        t.Checks.Observe("Final response to the old transfer", answer.Outcome, "A-23");
        await t.LetArriveAsync(t.Endpoint);
    }

    private static async Task<Exchange?> HeadWhileStalledAsync(TusCase t, Upload upload)
    {
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var start = t.Context.Clock.Elapsed;
        var head = await connection.ExchangeAsync(t.Request("HEAD", upload.Url), HandoverPatience, t.Cancellation);
        var waited = (t.Context.Clock.Elapsed - start).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        t.Checks.Observe("Time until the response to HEAD", $"{waited} ms", "A-22");
        t.Status("HEAD while a PATCH stalls", head, [200, 204, 423], "A-22");
        return head;
    }
}
