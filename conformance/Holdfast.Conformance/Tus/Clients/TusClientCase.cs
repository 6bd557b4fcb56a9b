using Holdfast.Chaos;
using Holdfast.Conformance.Clients;
using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Clients;

/// <summary>
/// The steps of the cases that judge clients of tus 1.0: a server to upload to, faults in front of it, and the judgement at the end.
/// </summary>
internal sealed class TusClientCase
{
    /// <summary>A client that reports success has carried out the protocol's core with all of its file.</summary>
    private static readonly string[] Whole = ["TUS-001", "TUS-083"];

    /// <summary>A client that handles network errors predictably retrieves the offset and continues.</summary>
    private static readonly string[] Resuming = ["TUS-040"];

    /// <summary>
    /// The requirements that every case judges which begins with <see cref="JudgeRequests"/> and ends with <see cref="JudgeEnd"/>.
    /// </summary>
    public static IReadOnlyList<string> Requirements { get; } = [.. ClientRules.Requirements, .. Whole, .. Resuming];

    public TusClientCase(ClientCaseContext context)
    {
        Context = context;
        Serving = new TusServing(context);
    }

    public ClientCaseContext Context { get; }

    public CheckList Checks => Context.Checks;

    /// <summary>The server that the client uploads to.</summary>
    public TusServing Serving { get; }

    /// <summary>Lets the client upload <paramref name="content"/> through a network with a fault.</summary>
    public async Task<ClientResult> UploadAsync(byte[] content, int chunk, Toxic fault)
    {
        var (endpoint, link) = await Context.ServeAsync(Serving.ServeAsync);
        await link.AddAsync(fault, Context.CancellationToken);
        return await Context.UploadAsync(new ClientTask { Endpoint = endpoint, File = Context.FileWith(content), ChunkSize = chunk });
    }

    /// <summary>Judges the fields of every request.</summary>
    public void JudgeRequests() => ClientRules.Judge(Checks, Serving.Requests);

    /// <summary>Judges the client's report to its caller, and the server's content at that time.</summary>
    public void JudgeEnd(ClientResult result, byte[] content)
    {
        var isComplete = result.Outcome == ClientOutcome.Completed;
        Checks.Judge(
            "The client's report to its caller", "that the upload is complete", isComplete ? "so" : $"that it failed: {result.Detail}",
            isComplete, Resuming);
        if (isComplete)
        {
            Checks.Judge("Content on the server after the success", $"the file's {content.Length} bytes, each once", Compared(content),
                IsWhole(content), Whole);
        }
    }

    private bool IsWhole(byte[] content) => Serving.Uploads is [.., var last] && last.Content().AsSpan().SequenceEqual(content);

    private string Compared(byte[] content)
    {
        if (Serving.Uploads is not [.., var last])
        {
            return "no upload";
        }

        var stored = last.Content();
        var same = stored.AsSpan().CommonPrefixLength(content);
        return same == content.Length && stored.Length == content.Length ? "so"
            : same == stored.Length ? $"only the first {same} bytes"
            : $"{stored.Length} bytes, of which byte {same} is the first that differs";
    }
}
