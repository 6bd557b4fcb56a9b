using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Processes;

/// <summary>The server's activity at the moment when SIGKILL or SIGTERM ends it.</summary>
internal static class EndedMoments
{
    public const int Bytes = 60_000;

    public const int Arrives = 40_000;

    private const int Creations = 8;

    /// <summary>In milliseconds.</summary>
    private const int LongestMoment = 20;

    public static async Task CreationAsync(ResumableCase t, ProcessFault fault)
    {
        var connections = new List<WireConnection>();
        for (var number = 0; number < Creations; number++)
        {
            connections.Add(await t.Context.ConnectAsync(t.Endpoint));
        }

        var content = t.Content(1000);
        var answers = connections.ConvertAll(connection => t.SendAsync(t.Protocol.Create(content.Length), connection));
        await Task.WhenAny(answers);
        await t.EndServerAsync(fault);
        var created = (await Task.WhenAll(answers)).Where(answer => answer.IsSuccess).ToList();
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }

        t.Observe(ResumableCase.Outlives(fault), "Creations that were acknowledged before the server ended",
            $"{created.Count} of {Creations}");
        foreach (var upload in created.Select(t.Protocol.Location).OfType<WireUrl>().Select(url => new Upload(url, content)))
        {
            await t.FinishRestAsync(upload, await t.RecoveredAsync(upload, acknowledged: 0, sent: 0, fault));
        }

        await t.FinishAsync(await t.NewAsync(content.Length));
    }

    public static async Task AppendAsync(ResumableCase t, ProcessFault fault)
    {
        var (upload, acknowledged) = await t.BegunAsync(Bytes);
        await using (var connection = await t.Context.ConnectAsync(upload.Url))
        {
            await t.SendPartAsync(connection, t.Append(upload, acknowledged, Bytes), Arrives);
            await t.LetArriveAsync(upload);
            await t.EndServerAsync(fault);
            await t.LateAnswerAsync(connection, "PATCH", fault);
        }

        var found = await t.RecoveredAsync(upload, acknowledged, acknowledged + Arrives, fault);
        await t.IncompleteAsync("after the fault", upload, t.Protocol.Requirements(Promise.CompletesOnlyWhole));
        Kept(t, t.Protocol.Offset(found)!.Value - acknowledged, fault);
        await t.FinishRestAsync(upload, found);
    }

    public static async Task AcknowledgedAsync(ResumableCase t, ProcessFault fault)
    {
        var sent = t.Chunk(Bytes);
        var upload = await t.NewAsync(sent + 1000);
        await t.AppendedAsync(upload, 0, sent);
        await t.EndServerAsync(fault);
        await t.FinishRestAsync(upload, await t.RecoveredAsync(upload, sent, sent, fault));
    }

    public static async Task CompletionAsync(ResumableCase t, ProcessFault fault)
    {
        var (upload, acknowledged) = await t.BegunAsync(Bytes);
        Exchange answer;
        await using (var connection = await t.Context.ConnectAsync(upload.Url))
        {
            await t.SendPartAsync(connection, t.Append(upload, acknowledged, Bytes), Bytes - 1);
            await t.LetArriveAsync(upload);
            await connection.SendAsync(upload.From(upload.Length - 1), "body", t.Cancellation);
            await MomentAsync(t);
            await t.EndServerAsync(fault);
            answer = await t.LateAnswerAsync(connection, "PATCH", fault);
        }

        await t.CompletedOrResumableAsync(upload, answer, acknowledged, fault);
    }

    /// <summary>
    /// A server completes an upload within a few milliseconds; the seed decides whether the fault comes before, during or after that.
    /// </summary>
    public static Task MomentAsync(ResumableCase t) => t.PauseAsync(TimeSpan.FromMilliseconds(t.Context.Random.Next(LongestMoment)));

    // A terminated server has time to store what it has received; a killed one does not.
    private static void Kept(ResumableCase t, long kept, ProcessFault fault)
    {
        const string Subject = "Stored bytes of the interrupted append";
        if (fault == ProcessFault.Terminate)
        {
            t.Judge(Promise.KeepsPart, Subject, "more than 0", $"{kept} of {Arrives}", kept > 0);
        }
        else
        {
            t.Observe(Promise.KeepsPart, Subject, $"{kept} of {Arrives}");
        }
    }
}
