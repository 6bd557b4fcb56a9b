using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Holdfast.Client.Tests.Rigs;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Client.Tests.Docs;

/// <summary>The examples of <c>docs/client.md</c>, which run here; a test compares the page with this file.</summary>
[CancelAfter(60_000)]
public sealed partial class ClientPageTests
{
    private readonly TemporaryDirectory _directory = new();
    private UploadSite _site = null!;

    [SetUp]
    public async Task StartAsync() => _site = await UploadSite.StartAsync();

    [TearDown]
    public async Task StopAsync()
    {
        await _site.DisposeAsync();
        _directory.Dispose();
    }

    [Test]
    public void The_page_shows_the_examples_that_run()
    {
        var examples = Example().Matches(File.ReadAllText(Here())).Select(match => Dedent(match.Groups[1].Value)).ToList();
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../../../docs/client.md"));

        Block().Matches(page).Select(match => match.Groups[1].Value).ShouldBe(examples);
    }

    [Test]
    public async Task A_file()
    {
        var endpoint = _site.Endpoint;
        var path = _directory.File("video.mp4", Some.Bytes(10_000));

        // example
        using var client = new UploadClient();
        var result = await client.UploadFileAsync(endpoint, path);
        Console.WriteLine(result.Url);
        // end

        _site.Stored(result.Url).ShouldBe(Some.Bytes(10_000));
    }

    [Test]
    public async Task A_stream_with_progress(CancellationToken cancellationToken)
    {
        var endpoint = _site.Endpoint;
        using var stream = new OneWayStream(Some.Bytes(10_000));
        using var client = new UploadClient(Some.Options);

        // example
        var progress = new Progress<UploadProgress>(report =>
            Console.WriteLine($"{report.State}: {report.BytesSent} of {report.Length?.ToString() ?? "?"} bytes, {report.Retries} retries"));
        var result = await client.UploadAsync(
            new UploadRequest
            {
                Endpoint = endpoint,
                Source = UploadSource.FromStream(stream),
                FileName = "scan.pdf",
                ContentType = "application/pdf",
                Metadata = new Dictionary<string, string> { ["case"] = "2026-117" },
            },
            progress, cancellationToken);
        // end

        _site.Stored(result.Url).ShouldBe(Some.Bytes(10_000));
    }

    [Test]
    public async Task Resuming(CancellationToken cancellationToken)
    {
        var endpoint = _site.Endpoint;
        var path = _directory.File("video.mp4", Some.Bytes(10_000));
        var directory = Path.Combine(_directory.FullName, "urls");

        // example
        using var client = new UploadClient(new UploadClientOptions { UrlStore = new FileUrlStore(directory) });
        try
        {
            await client.UploadFileAsync(endpoint, path, cancellationToken: cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped. The next call with this file resumes.");
        }
        catch (UploadException failure) when (failure.Reason == UploadFailure.RetriesExhausted)
        {
            Console.WriteLine($"{failure.Message} The next call with this file resumes.");
        }
        // end

        _site.Exchanges.ShouldBe(["POST 201", "PATCH 204"]);
    }

    [Test]
    public async Task Pausing()
    {
        var endpoint = _site.Endpoint;
        var path = _directory.File("video.mp4", Some.Bytes(10_000));
        using var client = new UploadClient(Some.Options);

        // example
        var pause = new UploadPause();
        var uploading = client.UploadAsync(
            new UploadRequest { Endpoint = endpoint, Source = UploadSource.FromFile(path), Pause = pause });

        pause.Pause();     // ends the request that is being sent; 'uploading' stays open
        pause.Resume();    // asks the server for the offset, and goes on there
        var result = await uploading;
        // end

        _site.Stored(result.Url).ShouldBe(Some.Bytes(10_000));
    }

    [Test]
    public async Task The_draft()
    {
        var endpoint = _site.Endpoint;
        var path = _directory.File("video.mp4", Some.Bytes(10_000));

        // example
        using var client = new UploadClient(new UploadClientOptions
        {
            Protocol = UploadProtocol.Ietf,
            Creation = UploadCreation.WithContent,
        });
        var result = await client.UploadFileAsync(endpoint, path);
        Console.WriteLine($"The target answered {result.Response?.Status}.");
        // end

        result.Response!.Status.ShouldBe(201);
    }

    [Test]
    public async Task Dependency_injection()
    {
        var endpoint = _site.Endpoint;
        var services = new ServiceCollection();
        services.AddSingleton<Tokens>();

        // example
        services.AddUploadClient(provider => new UploadClientOptions
        {
            ParallelUploads = 4,
            Checksum = new ChecksumOptions { Algorithm = "crc32c" },
            PrepareRequest = async (request, cancellationToken) => request.Headers.Authorization =
                new("Bearer", await provider.GetRequiredService<Tokens>().GetAsync(cancellationToken)),
        });
        // end

        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<UploadClient>().UploadAsync(Some.Upload(endpoint, Some.Bytes(10_000)));
        _site.Requests.ShouldAllBe(request => request["Authorization"] == "Bearer abc" || request.Method == "OPTIONS");
    }

    private static string Here([CallerFilePath] string here = "") => here;

    private static string Dedent(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length > 8 ? line[8..] : line.Trim()));

    [GeneratedRegex("        // example\n(.*?)        // end\n", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    private sealed class Tokens
    {
        public ValueTask<string> GetAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult("abc");
        }
    }
}
