using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Process;

/// <summary>What a server is in the middle of when it ends: by SIGKILL or by SIGTERM.</summary>
internal static class EndedMoments
{
    public const int Octets = 60_000;

    public const int Arrives = 40_000;

    private const int Creations = 8;

    /// <summary>In milliseconds.</summary>
    private const int LongestMoment = 20;

    public static async Task CreationAsync(IetfCase t, ProcessFault fault)
    {
        var connections = new List<WireConnection>();
        for (var number = 0; number < Creations; number++)
        {
            connections.Add(await t.Context.ConnectAsync(t.Endpoint));
        }

        var content = t.Content(1000);
        var answers = connections.ConvertAll(connection => connection.ExchangeAsync(t.Create(completes: false), t.Patience, t.Cancellation));
        await Task.WhenAny(answers);
        await t.EndServerAsync(fault);
        var created = (await Task.WhenAll(answers)).Where(answer => answer.IsSuccess).ToList();
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }

        t.Checks.Observe("Creations that were acknowledged before the server ended", $"{created.Count} of {Creations}", "IETF-001");
        foreach (var upload in created.Select(answer => t.Location(answer.Response!.Fields)).OfType<WireUrl>().Select(url => new IetfUpload(url, content)))
        {
            await t.FinishRestAsync(upload, await t.RecoveredAsync(upload, acknowledged: 0, sent: 0));
        }

        await t.FinishAsync(await t.NewAsync(content.Length), "IETF-104");
    }

    public static async Task AppendAsync(IetfCase t, ProcessFault fault)
    {
        var first = t.Chunk(100);
        var upload = await t.NewAsync(first + Octets);
        await t.TakenAsync(upload, 0, first);
        await using (var connection = await t.Context.ConnectAsync(upload.Url))
        {
            await t.SendPartAsync(connection, t.Append(upload, first, completes: true, upload.From(first)), Arrives);
            await t.LetArriveAsync();
            await t.EndServerAsync(fault);
            await t.LateAnswerAsync(connection, "PATCH");
        }

        var found = await t.RecoveredAsync(upload, first, first + Arrives);
        await t.IncompleteAsync("after the fault", upload, "IETF-106");
        Kept(t, IetfCase.Offset(found.Response!.Fields)!.Value - first, fault);
        await t.FinishRestAsync(upload, found);
    }

    public static async Task AcknowledgedAsync(IetfCase t, ProcessFault fault)
    {
        var sent = t.Chunk(Octets);
        var upload = await t.NewAsync(sent + 1000);
        await t.TakenAsync(upload, 0, sent);
        await t.EndServerAsync(fault);
        await t.FinishRestAsync(upload, await t.RecoveredAsync(upload, sent, sent));
    }

    public static async Task CompletionAsync(IetfCase t, ProcessFault fault)
    {
        var first = t.Chunk(100);
        var upload = await t.NewAsync(first + Octets);
        await t.TakenAsync(upload, 0, first);
        bool isAcknowledged;
        await using (var connection = await t.Context.ConnectAsync(upload.Url))
        {
            await t.SendPartAsync(connection, t.Append(upload, first, completes: true, upload.From(first)), Octets - 1);
            await t.LetArriveAsync();
            await connection.SendAsync(upload.From(upload.Length - 1), "body", t.Cancellation);
            await MomentAsync(t);
            await t.EndServerAsync(fault);
            isAcknowledged = (await t.LateAnswerAsync(connection, "PATCH")).IsSuccess;
        }

        await t.CompletedOrResumableAsync(upload, isAcknowledged, first);
    }

    // A server is at its last steps for a few milliseconds: before, in between or after, as the seed decides.
    private static Task MomentAsync(IetfCase t) =>
        Task.Delay(TimeSpan.FromMilliseconds(t.Context.Random.Next(LongestMoment)), t.Context.Clock.Time, t.Cancellation);

    /// <summary>A server that is asked to end has the time to put away what it has; one that is killed has not.</summary>
    private static void Kept(IetfCase t, long kept, ProcessFault fault)
    {
        if (fault == ProcessFault.Terminate)
        {
            t.Checks.Judge("Stored bytes of the interrupted append", "more than 0", $"{kept} of {Arrives}", kept > 0, "IETF-105");
        }
        else
        {
            t.Checks.Observe("Stored bytes of the interrupted append", $"{kept} of {Arrives}", "IETF-105");
        }
    }
}
