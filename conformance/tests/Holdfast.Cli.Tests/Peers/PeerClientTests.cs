using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;
using Holdfast.Chaos;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Cli.Tests.Peers;

/// <summary>tus-js-client, a third-party client, uploads to the reference server over a network that breaks.</summary>
[NonParallelizable]
public sealed class PeerClientTests
{
    private const int Size = (1024 * 1024) + 17;

    private static readonly string Client = Repository.PathTo("conformance", "peers", "tus-js-client", "upload.mjs");

    [TestCase("tus-v1", 204)]
    [TestCase("ietf-draft-03", 201)]
    [TestCase("ietf-draft-05", 201)]
    [CancelAfter(60_000)]
    public async Task It_uploads_pauses_and_resumes_through_a_cut(string protocol, int appended, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var content = new byte[Size];
        new Random(6).NextBytes(content);

        var (id, exchanges) = await UploadAsync(
            directory, content, protocol, HttpAction.Reset(), cancellationToken);

        (await File.ReadAllBytesAsync(directory.At(id), cancellationToken)).ShouldBe(content);
        exchanges[0].ShouldBe("POST 201");
        exchanges.ShouldContain($"PATCH {appended}");
        exchanges.Count(exchange => exchange.StartsWith("HEAD 20", StringComparison.Ordinal))
            .ShouldBe(2, "one after the cut, one after the pause");
        exchanges.ShouldAllBe(exchange => exchange.Split(' ')[1].StartsWith('2'));
        await using var store = File.OpenRead(directory.At(id + ".info"));
        var info = (await JsonDocument.ParseAsync(store, cancellationToken: cancellationToken)).RootElement;
        info.GetProperty("MetaData").GetProperty("filename").GetString().ShouldBe("content");
        (info.TryGetProperty("Completion", out var completion) ? completion.GetString() : null).ShouldBe(
            protocol == "tus-v1" ? null : "Declared");
    }

    [TestCase("tus-v1")]
    [TestCase("ietf-draft-03")]
    [TestCase("ietf-draft-05")]
    [CancelAfter(60_000)]
    public async Task It_uploads_nothing(string protocol, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();

        var (id, exchanges) = await UploadAsync(directory, [], protocol, action: null, cancellationToken);

        exchanges.ShouldBe(["POST 201"]);
        new FileInfo(directory.At(id)).Length.ShouldBe(0);
    }

    private static async Task<(string Id, IReadOnlyList<string> Exchanges)> UploadAsync(
        TemporaryDirectory directory, byte[] content, string protocol, HttpAction? action, CancellationToken cancellationToken)
    {
        using var source = new TemporaryDirectory();
        await File.WriteAllBytesAsync(source.At("content"), content, cancellationToken);
        await using var server = await UploadServer.StartAsync(
            new UploadServerOptions { Host = "127.0.0.1", Port = 0, Uploads =
                new UploadOptions { Store = new FileUploadStore(directory.FullName) } }, cancellationToken);
        await using var proxy = await ChaosProxy.StartAsync(
            new ChaosProxyOptions
            {
                Upstream = server.Url.Authority,
                Toxics = action is null ? [] : [Toxic.Http(HttpTrigger.AfterRequestBody(100_000, "PATCH") with { Nth = 2 }, action)],
            },
            cancellationToken);
        var run = await CliWrap.Cli.Wrap("node")
            .WithArguments([Client, $"http://{proxy.Listen}{server.Url.AbsolutePath}", source.At("content"), protocol])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);
        run.ExitCode.ShouldBe(0, run.StandardError);
        var result = JsonDocument.Parse(run.StandardOutput).RootElement;
        return (result.GetProperty("url").GetString()!.Split('/')[^1],
            [.. result.GetProperty("exchanges").EnumerateArray().Select(text => text.GetString()!)]);
    }
}
