using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Handovers;

/// <summary>Abandoned appends whose bytes arrive late.</summary>
internal static class ZombieScenarios
{
    private const int Bytes = 4000;

    private const int Rest = 1000;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "zombie/during-resume",
            Title = "Late bytes do not mix with those of the append that resumes",
            Does = "Stalls an append half way, sends HEAD and half of the append that resumes, lets the late bytes arrive, then sends the "
                + "other half.",
            Must = "The finished upload is correct: the late bytes change nothing.",
            Why = "Both transfers were correct when they began; only a server that ends the old one keeps them apart.",
            Promises = [Promise.LateBytesVanish, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Stalls = 1,
            Rank = 1,
            Run = DuringResume,
        },
        new()
        {
            Path = "zombie/after-completion",
            Title = "Late bytes do not change a finished upload",
            Does = "Stalls an append half way, finishes the upload on another connection, then lets the old bytes arrive, and reads the "
                + "upload.",
            Must = "The content is the same as when the upload was finished.",
            Why = "Content that was already processed must not change afterwards.",
            Promises = [Promise.LateBytesVanish, Promise.Resumes, Promise.Whole],
            Stalls = 1,
            Rank = 1,
            Run = AfterCompletion,
        },
        new()
        {
            Path = "zombie/whole-request",
            Title = "An append that arrives after its own repetition is refused",
            Does = "Sends an append over a link that holds all of it, repeats it over another link, continues, then lets the first one "
                + "arrive.",
            Must = "The late append gets 409 or a closed connection; the offset does not change; the finished upload is correct.",
            Why = "Networks deliver requests late that the client has given up, and whose offset was correct when they were sent.",
            Promises = [Promise.RefusesRepetition, Promise.LateBytesVanish, Promise.Resumes, Promise.Whole],
            Rank = 2,
            Run = WholeRequest,
        },
        new()
        {
            Path = "zombie/two-generations",
            Title = "Late bytes of two abandoned appends change nothing",
            Does = "Stalls an append, resumes with another that also stalls, resumes again, then lets the bytes of both arrive, those of "
                + "the second first.",
            Must = "The offset is the one after the third append, and the finished upload is correct.",
            Why = "A train that passes two tunnels leaves two of them; a server that only ends the last one accepts the first again.",
            Promises = [Promise.LateBytesVanish, Promise.Resumes, Promise.Whole],
            Stalls = 2,
            Rank = 2,
            Run = TwoGenerations,
        },
    ];

    private static async Task DuringResume(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        await using var holder = await Holder.StalledAsync(t, upload, acknowledged, bytes);
        var offset = await t.OffsetAsync(upload);
        t.Within("handed over", offset, acknowledged, holder.Reach);
        var resuming = t.Append(upload, offset, upload.Length - Rest - (int)offset);
        Exchange answer;
        await using (var connection = await t.Context.ConnectAsync(upload.Url))
        {
            var half = resuming.Body.Length / 2;
            await t.SendPartAsync(connection, resuming, half);
            await t.LetArriveAsync(upload);
            await holder.EndAsync();
            await connection.SendAsync(resuming.Body[half..], "body", t.Cancellation);
            answer = await connection.ReadAsync("PATCH", t.Patience, t.Cancellation);
        }

        t.Observe(Promise.LateBytesVanish, "The append that resumes", answer.Outcome);
        if (answer.IsSuccess)
        {
            var after = await t.OffsetAsync(upload);
            t.Judge(Promise.LateBytesVanish, "Offset after both appends", $"{upload.Length - Rest}", $"{after}",
                after == upload.Length - Rest);
        }

        await t.FinishAsync(upload);
    }

    private static async Task AfterCompletion(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        await using var holder = await Holder.StalledAsync(t, upload, acknowledged, bytes);
        var last = await t.ResumeAsync(upload);
        t.Observe(Promise.LateBytesVanish, "Final response to the old append", (await holder.EndAsync()).Outcome);
        await t.ContentIsAsync(Promise.LateBytesVanish, upload, last);
    }

    private static async Task WholeRequest(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var upload = await t.NewAsync((2 * bytes) + Rest);
        await using var holder = await Holder.DelayedAsync(t, upload, 0, bytes);
        await t.AppendedAsync(upload, 0, bytes);
        await t.AppendedAsync(upload, bytes, bytes);
        var late = await holder.EndAsync();
        if (late.Response is null)
        {
            t.Observe(Promise.RefusesRepetition, "Response to the late append", late.Outcome);
        }
        else
        {
            t.Judge(Promise.RefusesRepetition, "Response to the late append", "409", late, late.Status == 409);
        }

        var after = await t.OffsetAsync(upload);
        t.Judge(Promise.LateBytesVanish, "Offset after the late append", $"{2 * bytes}", $"{after}", after == 2 * bytes);
        await t.FinishAsync(upload);
    }

    private static async Task TwoGenerations(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var upload = await t.NewAsync((2 * bytes) + Rest);
        await using var first = await Holder.StalledAsync(t, upload, 0, bytes);
        await using var second = await Holder.StalledAsync(t, upload, await t.OffsetAsync(upload), bytes);
        var reached = upload.Length - Rest;
        await t.ResumeAsync(upload, reached);
        await second.EndAsync();
        await first.EndAsync();
        var after = await t.OffsetAsync(upload);
        t.Judge(Promise.LateBytesVanish, "Offset after the late bytes", $"{reached}", $"{after}", after == reached);
        await t.FinishAsync(upload);
    }
}
