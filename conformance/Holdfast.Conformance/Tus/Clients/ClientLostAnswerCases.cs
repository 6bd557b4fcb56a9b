using Holdfast.Chaos;
using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Clients;

/// <summary>The server has stored an append, and its answer never arrives: the client cannot know how far it got.</summary>
internal static class ClientLostAnswerCases
{
    /// <summary>Three chunks: one before the moment, one at it, and one behind it.</summary>
    private const int Chunks = 3;

    /// <summary>Small enough to be one packet on every network.</summary>
    private const int Chunk = 1000;

    /// <summary>Node.js takes most of it to start.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(1.5);

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/client/lost-answer/append",
            Title = "The response to an append in the middle is lost; the client resumes at the server's offset",
            Does = "Lets the client upload a file in three parts to a server that stores the second part, and closes the connection "
                + "before its 204 reaches the client.",
            Must = "The client asks the same upload for its offset and appends the third part there. In the end the server holds the "
                + "file, each byte once.",
            Why = "A client that repeats the part, or starts again at 0, wastes the user's data at best, and stores a corrupt file at "
                + "worst.",
            Judges = TusClientCase.Requirements,
            Rank = 1,
            Takes = Usual,
            RunClient = TusClientCases.Run(client => LoseAsync(client, nth: 2)),
        },
        new()
        {
            Id = "tus/client/lost-answer/last-append",
            Title = "The answer to the last append is lost; the client finds the upload complete",
            Does = "Lets the client upload a file in three parts to a server that stores the last part, and closes the connection before "
                + "its 204 reaches the client.",
            Must = "The client asks the same upload for its offset, finds all bytes there, and reports success without sending any again.",
            Why = "The upload is complete. A client that does not notice uploads the whole file again, or tells its user that it failed.",
            Judges = TusClientCase.Requirements,
            Rank = 1,
            Takes = Usual,
            RunClient = TusClientCases.Run(client => LoseAsync(client, nth: Chunks)),
        },
    ];

    private static async Task LoseAsync(TusClientCase client, int nth)
    {
        var content = client.Context.Content(Chunks * Chunk);
        var result = await client.UploadAsync(content, Chunk, Toxic.Lost(204, nth));
        client.JudgeRequests();
        JudgeResumption(client, nth);
        client.JudgeEnd(result, content);
    }

    private static void JudgeResumption(TusClientCase client, int nth)
    {
        var requests = client.Serving.Requests;
        if (requests.Where(one => one.Is("PATCH") && one.Answer?.Status == 204).ElementAtOrDefault(nth - 1) is not { } lost)
        {
            throw CaseStoppedException.Judged(
                $"The client sent fewer than {nth} appends that could be carried out, so no answer was lost.");
        }

        var then = requests.SkipWhile(one => one != lost).Skip(1).FirstOrDefault();
        client.Checks.Judge(
            "First request after the lost answer", "HEAD of the same upload",
            then is null ? "none" : then.Upload == lost.Upload ? $"{then}" : $"{then} elsewhere",
            then is not null && then.Is("HEAD") && then.Upload == lost.Upload, "TUS-040");
    }
}
