using Holdfast.Chaos;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Steps;

/// <summary>The faults of the network to the server's store, and the checks during them.</summary>
internal abstract partial class ResumableCase
{
    /// <summary>Breaks the network to the store; without toxics, the store refuses connections.</summary>
    public Task BreakStoreAsync(string words, IReadOnlyList<Toxic> toxics) =>
        toxics.Count == 0 ? context.Store.RefuseAsync() : context.Store.BreakAsync(words, toxics);

    /// <summary>Mends the network to the store.</summary>
    /// <exception cref="CaseStoppedException">The fault met no request of the server, so the case proves nothing.</exception>
    public async Task MendStoreAsync()
    {
        await context.Store.MendAsync();
        if (!context.Store.HasStruck)
        {
            throw CaseStoppedException.Unsupported(
                "The server sent its store no request that the fault could meet, so the case proves nothing.");
        }
    }

    /// <summary>
    /// Sends a request once while the network to the store is broken. The response must not deny what is stored; its absence is allowed,
    /// because a client then asks again.
    /// </summary>
    public async Task<Exchange> SendToBrokenAsync(string what, WireRequest request, WireUrl url)
    {
        var start = context.Clock.Elapsed;
        Exchange answer;
        await using (var connection = await context.ConnectAsync(url))
        {
            answer = await SendAsync(request, connection);
        }

        context.Measure($"time to answer {what} without the store", Math.Round((context.Clock.Elapsed - start).TotalMilliseconds, 1), "ms");
        if (answer.Response is null)
        {
            Observe(Promise.AdmitsStoreFault, $"Response to {what} during the fault", answer.Outcome);
            return answer;
        }

        // A 503 with Retry-After is the best answer here, so it is judged and not taken for a request to come back later.
        Judge(
            Promise.AdmitsStoreFault, $"Response to {what} during the fault", "5xx, 409, 423, 429 or a success that holds", answer.Outcome,
            !answer.IsClientError || answer.Is(409) || IsBusy(answer));
        if (answer.Status >= 500)
        {
            Observe(
                Promise.AdmitsStoreFault, $"Retry-After of the {answer.Status} to {what}", answer["Retry-After"] ?? "not in the response");
        }

        return answer;
    }

    /// <summary>Sends a request, and repeats it while the server is busy with the former one.</summary>
    public async Task<Exchange> RepeatWhileBusyAsync(WireRequest request, WireUrl url)
    {
        var start = context.Clock.Elapsed;
        var answer = await SendAsync(request, url);
        while (IsBusy(answer) && context.Clock.Elapsed - start < BusyPatience)
        {
            await PauseAsync();
            answer = await SendAsync(request, url);
        }

        return answer;
    }
}
