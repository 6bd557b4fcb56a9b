using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Tus.Concatenation;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Process;

/// <summary>What a server is in the middle of when it ends: by SIGKILL or by SIGTERM.</summary>
internal static class EndedMoments
{
    public const int Octets = 60_000;

    public const int Arrives = 40_000;

    /// <summary>So long that putting two of them together takes a moment.</summary>
    public const int PartOctets = 500_000;

    private const int Creations = 8;

    /// <summary>In milliseconds.</summary>
    private const int LongestMoment = 20;

    public static async Task CreationAsync(TusCase t, ProcessFault fault)
    {
        var connections = new List<WireConnection>();
        for (var number = 0; number < Creations; number++)
        {
            connections.Add(await t.Context.ConnectAsync(t.Endpoint));
        }

        var content = t.Content(1000);
        var answers = connections.ConvertAll(connection => t.SendAsync(t.Post(content.Length), connection));
        await Task.WhenAny(answers);
        await t.EndServerAsync(fault);
        var created = (await Task.WhenAll(answers)).Where(answer => answer.Status == 201).ToList();
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }

        t.Checks.Observe("Creations that were acknowledged before the server ended", $"{created.Count} of {Creations}", TusCase.Corner(fault));
        foreach (var upload in created.Select(t.Location).OfType<WireUrl>().Select(url => new TusUpload(url, content)))
        {
            await t.RecoveredAsync(upload, acknowledged: 0, sent: 0, fault);
            await t.FinishAsync(upload);
        }

        await t.FinishAsync(await t.NewUploadAsync(content));
    }

    public static async Task PatchAsync(TusCase t, ProcessFault fault)
    {
        var first = t.Chunk(100);
        var upload = await t.NewUploadAsync(first + Octets);
        await t.AppendAsync(upload, 0, first);
        await using (var connection = await t.Context.ConnectAsync(upload.Url))
        {
            await t.SendPartAsync(connection, t.Patch(upload, first, upload.From(first)), Arrives);
            await t.LetArriveAsync(upload.Url);
            await t.EndServerAsync(fault);
            await t.LateAnswerAsync(connection, "PATCH", fault);
        }

        var offset = await t.RecoveredAsync(upload, first, first + Arrives, fault);
        Kept(t, offset - first, fault);
        await t.FinishAsync(upload);
    }

    public static async Task AcknowledgedAsync(TusCase t, ProcessFault fault)
    {
        var sent = t.Chunk(Octets);
        var upload = await t.NewUploadAsync(sent + 1000);
        await t.AppendAsync(upload, 0, sent);
        await t.EndServerAsync(fault);
        await t.RecoveredAsync(upload, sent, sent, fault);
        await t.FinishAsync(upload);
    }

    public static async Task CompletionAsync(TusCase t, ProcessFault fault)
    {
        var first = t.Chunk(100);
        var upload = await t.NewUploadAsync(first + Octets);
        await t.AppendAsync(upload, 0, first);
        bool isAcknowledged;
        await using (var connection = await t.Context.ConnectAsync(upload.Url))
        {
            await t.SendPartAsync(connection, t.Patch(upload, first, upload.From(first)), Octets - 1);
            await t.LetArriveAsync(upload.Url);
            await connection.SendAsync(upload.From(upload.Length - 1), "body", t.Cancellation);
            await MomentAsync(t);
            await t.EndServerAsync(fault);
            isAcknowledged = (await t.LateAnswerAsync(connection, "PATCH", fault)).IsSuccess;
        }

        await t.RecoveredAsync(upload, isAcknowledged ? upload.Length : first, upload.Length, fault);
        await t.FinishAsync(upload);
    }

    public static async Task ConcatenationAsync(TusCase t, ProcessFault fault)
    {
        var one = await Parts.PartialAsync(t, PartOctets, PartOctets);
        var other = await Parts.PartialAsync(t, PartOctets, PartOctets);
        Exchange answer;
        await using (var connection = await t.Context.ConnectAsync(t.Endpoint))
        {
            await connection.SendHeadAsync(Parts.FinalOf(t, one, other), t.Cancellation);
            await MomentAsync(t);
            await t.EndServerAsync(fault);
            answer = await t.LateAnswerAsync(connection, "POST", fault);
        }

        await t.RecoveredAsync(one, one.Length, one.Length, fault);
        await t.RecoveredAsync(other, other.Length, other.Length, fault);
        if (answer.Status == 201 && t.Location(answer) is { } url)
        {
            await Parts.WholeAsync(t, "the final upload that was acknowledged", new TusUpload(url, [.. one.Content, .. other.Content]));
        }

        await Parts.WholeAsync(t, "the final upload after the fault", await Parts.FinalAsync(t, one, other));
    }

    // A server is at its last steps for a few milliseconds: before, in between or after, as the seed decides.
    private static Task MomentAsync(TusCase t) =>
        Task.Delay(TimeSpan.FromMilliseconds(t.Context.Random.Next(LongestMoment)), t.Context.Clock.Time, t.Cancellation);

    /// <summary>A server that is asked to end has the time to put away what it has (tus 1.0.0, PATCH: keep as much as possible); one that is killed has not.</summary>
    private static void Kept(TusCase t, long kept, ProcessFault fault)
    {
        if (fault == ProcessFault.Terminate)
        {
            t.Checks.Judge("Stored bytes of the interrupted PATCH", "more than 0", $"{kept} of {Arrives}", kept > 0, "TUS-043");
        }
        else
        {
            t.Checks.Observe("Stored bytes of the interrupted PATCH", $"{kept} of {Arrives}", "TUS-043");
        }
    }
}
