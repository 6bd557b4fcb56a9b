using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Resilience.Stores;

/// <summary>What the client does while the network to the store is broken, and what it finds afterwards.</summary>
internal static class StoreMoments
{
    /// <summary>The bytes of an append.</summary>
    private const int Bytes = 60_000;

    /// <summary>The bytes that are sent over the working network afterwards.</summary>
    private const int Rest = 100;

    private const int Heads = 3;

    public static async Task SlowAppendAsync(ResumableCase t)
    {
        var (upload, acknowledged) = await t.BegunAsync(Bytes + Rest);
        await t.BreakStoreAsync(StoreFault.Slow.Words, StoreFault.Slow.Toxics);
        var answer = await t.SendAsync(t.Append(upload, acknowledged, Bytes), upload.Url);
        t.Judge(Promise.Takes, "The append over the slow network to the store", "a 2xx status", answer.Outcome, answer.IsSuccess);
        await t.MendStoreAsync();
        var found = await t.RecoveredAsync(
            upload, answer.IsSuccess ? acknowledged + Bytes : acknowledged, acknowledged + Bytes, Promise.OutlivesStoreFault);
        await t.FinishRestAsync(upload, found);
    }

    public static async Task AppendAsync(ResumableCase t, StoreFault fault)
    {
        var (upload, acknowledged) = await t.BegunAsync(Bytes + Rest);
        await t.BreakStoreAsync(fault.Words, fault.Toxics);
        var answer = await t.SendToBrokenAsync("append", t.Append(upload, acknowledged, Bytes), upload.Url);
        for (var head = 1; head <= Heads; head++)
        {
            await t.SendToBrokenAsync("HEAD", t.Head(upload), upload.Url);
        }

        await t.MendStoreAsync();
        var kept = answer.IsSuccess ? t.Protocol.Offset(answer) ?? acknowledged + Bytes : acknowledged;
        var found = await t.RecoveredAsync(upload, kept, acknowledged + Bytes, Promise.OutlivesStoreFault);
        await t.FinishRestAsync(upload, found);
    }

    public static async Task CreationAsync(ResumableCase t, StoreFault fault)
    {
        var content = t.Content(Bytes);
        await t.BreakStoreAsync(fault.Words, fault.Toxics);
        var created = await t.SendToBrokenAsync("creation", t.Protocol.Create(content.Length), t.Endpoint);
        t.Remember(created);
        await t.MendStoreAsync();
        var upload =
            created.IsSuccess && t.Protocol.Location(created) is { } url ? new Upload(url, content) : await t.NewAsync(content.Length);
        await t.FinishRestAsync(upload, await t.RecoveredAsync(upload, acknowledged: 0, sent: 0, Promise.OutlivesStoreFault));
    }

    public static async Task CompletionAsync(ResumableCase t, StoreFault fault)
    {
        var (upload, acknowledged) = await t.BegunAsync(Bytes);
        await t.BreakStoreAsync(fault.Words, fault.Toxics);
        var answer = await t.SendToBrokenAsync("last append", t.Append(upload, acknowledged, Bytes), upload.Url);
        await t.MendStoreAsync();
        await t.CompletedOrResumableAsync(upload, answer, acknowledged, Promise.OutlivesStoreFault);
    }

    public static async Task TerminationAsync(ResumableCase t, StoreFault fault)
    {
        var (upload, _) = await t.BegunAsync(Rest);
        await t.BreakStoreAsync(fault.Words, fault.Toxics);
        var answer = await t.SendToBrokenAsync("DELETE", t.Delete(upload), upload.Url);
        await t.MendStoreAsync();
        if (!answer.IsSuccess)
        {
            var again = await t.RepeatWhileBusyAsync(t.Delete(upload), upload.Url);
            t.Answered(Promise.StaysGone, "the repeated DELETE", "2xx, 404 or 410", again,
                response => response.IsSuccess || t.Protocol.IsGone(response));
        }

        await t.GoneAsync("after the DELETE", upload);
    }
}
