using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Resilience.Stores;

/// <summary>The network between the server and its store breaks, and works again later.</summary>
internal static class StoreScenarios
{
    private const string Kept = "nothing that was acknowledged is lost, and the upload can be finished with the correct content.";

    private const string Honest = "No response denies the upload (404, 410 or another 4xx) while the store is out of reach; afterwards ";

    private static readonly Promise[] Survives =
    [
        Promise.OutlivesStoreFault, Promise.RecoversAcknowledged, Promise.CountsNoMore, Promise.StaysLost, Promise.Resumes, Promise.Whole,
    ];

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        Slow(),
        .. Faults.Select(Append),
        .. Outages.SelectMany<StoreFault, FaultScenario>(fault => [Creation(fault), Completion(fault), Termination(fault)]),
    ];

    private static IReadOnlyList<StoreFault> Outages => [StoreFault.Refused, StoreFault.LostResponse, StoreFault.LostResponses];

    private static IReadOnlyList<StoreFault> Faults =>
        [StoreFault.Cut, StoreFault.Reset, StoreFault.BlackHole, StoreFault.Unavailable, StoreFault.Error, .. Outages];

    private static FaultScenario Slow() => new()
    {
        Path = $"{StoreFault.Slow.Name}/append",
        Title = "An append succeeds while the network to the store is slow",
        Does = "After 100 acknowledged bytes, sends an append of 60,000 bytes while each round trip to the store takes 100 ms at 500 "
            + "kB/s, then resumes.",
        Must = "The append is accepted, and the finished upload is correct.",
        Why = "A store in another region is slow for hours. A server that takes this for a failure never completes an upload.",
        Promises = [Promise.Takes, .. Survives],
        BreaksStore = true,
        Takes = TimeSpan.FromSeconds(2),
        Run = StoreMoments.SlowAppendAsync,
    };

    private static FaultScenario Append(StoreFault fault) => Of(fault, "append", StoreMoments.AppendAsync) with
    {
        Title = $"An upload survives an append while {fault.Title}",
        Does = $"After 100 acknowledged bytes, sends an append of 60,000 bytes, and three HEADs, while {fault.Words}; then the network "
            + "works again, and the client resumes.",
        Must = Honest + Kept,
        Why = "A store behind a network fails now and then. A client that gets 404 starts again from zero; one that gets a success for "
            + "bytes that were not stored frees them.",
        Promises = [Promise.AdmitsStoreFault, .. Survives],
        Rank = 2,
    };

    private static FaultScenario Creation(StoreFault fault) => Of(fault, "creation", StoreMoments.CreationAsync) with
    {
        Title = $"A creation is refused or holds while {fault.Title}",
        Does = $"Sends a creation while {fault.Words}; then the network works again, and the client finishes what was created, or "
            + "creates again.",
        Must = "The creation is refused with a 5xx status or gets no response, or the upload exists afterwards; it can be finished.",
        Why = "A client stores the URL that it gets. If the upload is not there later, the user's file is lost.",
        Promises = [Promise.AdmitsStoreFault, .. Survives],
    };

    private static FaultScenario Completion(StoreFault fault) => Of(fault, "completion", StoreMoments.CompletionAsync) with
    {
        Title = $"An upload survives its last append while {fault.Title}",
        Does = $"Sends the last append of an upload while {fault.Words}; then the network works again, and the client finishes what is "
            + "left.",
        Must = $"{Honest}an acknowledged completion holds, or the upload can be finished; its content is correct.",
        Why = "Completing an upload takes several requests to a store. If one of them fails, the upload must not stay half complete.",
        Promises = [Promise.AdmitsStoreFault, .. Survives, Promise.RecoversCompletion, Promise.DropsComplete],
        Rank = 2,
    };

    private static FaultScenario Termination(StoreFault fault) => Of(fault, "termination", StoreMoments.TerminationAsync) with
    {
        Title = $"A DELETE holds or can be repeated while {fault.Title}",
        Does = $"Sends DELETE while {fault.Words}; then the network works again, and the client repeats the DELETE unless it succeeded.",
        Must = "An acknowledged DELETE holds; otherwise the repeated one succeeds, and the upload is gone afterwards.",
        Why = "A DELETE that stops halfway may leave an upload that can be neither used nor removed.",
        Promises = [Promise.AdmitsStoreFault, Promise.StaysGone],
        Extension = "termination",
    };

    private static FaultScenario Of(StoreFault fault, string moment, Func<ResumableCase, StoreFault, Task> run) => new()
    {
        Path = $"{fault.Name}/{moment}",
        Title = "",
        Does = "",
        Must = "",
        Why = "",
        Promises = [],
        BreaksStore = true,
        Takes = TimeSpan.FromSeconds(3),
        Run = t => run(t, fault),
    };
}
