using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Handovers;

/// <summary>Appends that everybody has given up, whose octets arrive after all.</summary>
internal static class ZombieScenarios
{
    private const int Octets = 4000;

    private const int Rest = 1000;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "zombie/during-resume",
            Title = "Late octets do not mix with those of the append that resumes",
            Does = "Stalls an append half way, asks HEAD, sends half of the append that resumes, lets the old octets arrive, then sends the other half.",
            Must = "The upload ends whole: the old octets change nothing.",
            Why = "Two streams into one file, each with the right to be there once: only a server that ends the old one keeps them apart.",
            Promises = [Promise.LateOctetsVanish, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Stalls = 1,
            Rank = 1,
            Run = DuringResume,
        },
        new()
        {
            Path = "zombie/after-completion",
            Title = "Late octets do not change an upload that is finished",
            Does = "Stalls an append half way, finishes the upload on another connection, then lets the old octets arrive, and reads the upload.",
            Must = "The content is as it was when the upload was finished.",
            Why = "What was processed and handed on must not be something else afterwards.",
            Promises = [Promise.LateOctetsVanish, Promise.Resumes, Promise.Whole],
            Stalls = 1,
            Rank = 1,
            Run = AfterCompletion,
        },
        new()
        {
            Path = "zombie/whole-request",
            Title = "An append that arrives after its own repetition is refused",
            Does = "Sends an append into a link that holds all of it, repeats it over another link, goes on, then lets the first arrive.",
            Must = "The late append gets 409 or the end of its connection; the offset stays; the upload ends whole.",
            Why = "Networks deliver late what a client has long given up, and its offset was right when it was sent.",
            Promises = [Promise.RefusesRepetition, Promise.LateOctetsVanish, Promise.Resumes, Promise.Whole],
            Rank = 2,
            Run = WholeRequest,
        },
        new()
        {
            Path = "zombie/two-generations",
            Title = "Late octets of two appends that were given up change nothing",
            Does = "Stalls an append, resumes by another that stalls as well, resumes again, then lets the octets of both arrive, the younger ones first.",
            Must = "The offset stays where the third append left it, and the upload ends whole.",
            Why = "A train with two tunnels leaves two of them behind; a server that remembers only the last holder lets the first in again.",
            Promises = [Promise.LateOctetsVanish, Promise.Resumes, Promise.Whole],
            Stalls = 2,
            Rank = 2,
            Run = TwoGenerations,
        },
    ];

    private static async Task DuringResume(ResumableCase t)
    {
        var octets = t.Chunk(Octets);
        var (upload, acknowledged) = await t.BegunAsync(octets + Rest);
        await using var holder = await Holder.StalledAsync(t, upload, acknowledged, octets);
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

        t.Observe(Promise.LateOctetsVanish, "The append that resumes", answer.Outcome);
        if (answer.IsSuccess)
        {
            var after = await t.OffsetAsync(upload);
            t.Judge(Promise.LateOctetsVanish, "Offset after both", $"{upload.Length - Rest}", $"{after}", after == upload.Length - Rest);
        }

        await t.FinishAsync(upload);
    }

    private static async Task AfterCompletion(ResumableCase t)
    {
        var octets = t.Chunk(Octets);
        var (upload, acknowledged) = await t.BegunAsync(octets + Rest);
        await using var holder = await Holder.StalledAsync(t, upload, acknowledged, octets);
        var last = await t.ResumeAsync(upload);
        t.Observe(Promise.LateOctetsVanish, "What the old append got in the end", (await holder.EndAsync()).Outcome);
        await t.ContentIsAsync(Promise.LateOctetsVanish, upload, last);
    }

    private static async Task WholeRequest(ResumableCase t)
    {
        var octets = t.Chunk(Octets);
        var upload = await t.NewAsync((2 * octets) + Rest);
        await using var holder = await Holder.DelayedAsync(t, upload, 0, octets);
        await t.TakenAsync(upload, 0, octets);
        await t.TakenAsync(upload, octets, octets);
        var late = await holder.EndAsync();
        if (late.Response is null)
        {
            t.Observe(Promise.RefusesRepetition, "Answer to the late append", late.Outcome);
        }
        else
        {
            t.Judge(Promise.RefusesRepetition, "Answer to the late append", "409", late, late.Status == 409);
        }

        var after = await t.OffsetAsync(upload);
        t.Judge(Promise.LateOctetsVanish, "Offset after the late append", $"{2 * octets}", $"{after}", after == 2 * octets);
        await t.FinishAsync(upload);
    }

    private static async Task TwoGenerations(ResumableCase t)
    {
        var octets = t.Chunk(Octets);
        var upload = await t.NewAsync((2 * octets) + Rest);
        await using var first = await Holder.StalledAsync(t, upload, 0, octets);
        await using var second = await Holder.StalledAsync(t, upload, await t.OffsetAsync(upload), octets);
        var reached = upload.Length - Rest;
        await t.ResumeAsync(upload, reached);
        await second.EndAsync();
        await first.EndAsync();
        var after = await t.OffsetAsync(upload);
        t.Judge(Promise.LateOctetsVanish, "Offset after the late octets", $"{reached}", $"{after}", after == reached);
        await t.FinishAsync(upload);
    }
}
