using CliWrap.Buffered;
using Holdfast.Chaos;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Cli.Tests.Uploading;

/// <summary><c>holdfast upload</c> against the reference server.</summary>
[CancelAfter(60_000)]
public sealed class UploadCommandTests
{
    private readonly TemporaryDirectory _directory = new();
    private UploadServer _server = null!;

    private string Store => Path.Combine(_directory.FullName, "store");

    [SetUp]
    public async Task StartAsync()
    {
        Directory.CreateDirectory(Store);
        _server = await UploadServer.StartAsync(new UploadServerOptions
        {
            Host = "127.0.0.1", Port = 0, Uploads = new UploadOptions { Store = new FileUploadStore(Store), Ietf = new IetfOptions() },
        });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [TestCase("--protocol", "tus")]
    [TestCase("--parallel", "3")]
    [TestCase("--checksum", "crc32c", "--with-content")]
    [TestCase("--protocol", "ietf", "--interop", "8")]
    public async Task It_uploads_and_prints_the_URL(params string[] options)
    {
        var (file, content) = NewFile(500_000);

        var run = await Command([file, _server.Url.AbsoluteUri, .. options]).ExecuteBufferedAsync();

        run.ExitCode.ShouldBe(0, run.StandardError);
        run.StandardError.ShouldBe("Uploaded 500000 bytes.\n");
        (await File.ReadAllBytesAsync(Path.Combine(Store, run.StandardOutput.Trim().Split('/')[^1]))).SequenceEqual(content).ShouldBeTrue();
    }

    [Test]
    public async Task After_an_interrupt_the_same_command_resumes(CancellationToken token)
    {
        var (file, content) = NewFile(6_000_000);
        await using var proxy = await ChaosProxy.StartAsync(
            new ChaosProxyOptions
            {
                Upstream = $"127.0.0.1:{_server.Url.Port}", Toxics = [Toxic.Bandwidth(2000) with { Stream = ToxicStream.Upstream }],
            },
            token);
        string[] arguments = ["upload", file, $"http://127.0.0.1:{proxy.Listen.Port}/files/"];
        using (var running = RunningCommand.Start(Environment, arguments))
        {
            await SomeStoredAsync(token);
            (await running.InterruptAsync(token)).ShouldBe(2);
        }

        proxy.Remove("bandwidth_upstream");
        var run = await Command(arguments[1..]).ExecuteBufferedAsync(token);

        run.ExitCode.ShouldBe(0, run.StandardError);
        run.StandardError.ShouldMatch(@"\AUploaded 6000000 bytes, [1-4]?\d{1,6} of them now\.\n\z");
        Directory.EnumerateFiles(Store, "*.info").Count().ShouldBe(1);
        (await File.ReadAllBytesAsync(Path.Combine(Store, run.StandardOutput.Trim().Split('/')[^1]), token))
            .SequenceEqual(content).ShouldBeTrue();
    }

    [Test]
    public async Task A_refusal_is_a_failure_that_says_why(CancellationToken token)
    {
        var (file, _) = NewFile(10);

        var run = await Command([file, new Uri(_server.Url, "/elsewhere/").AbsoluteUri]).ExecuteBufferedAsync(token);

        (run.ExitCode, run.StandardOutput).ShouldBe((1, ""));
        run.StandardError.ShouldStartWith("The upload failed. The creation (POST) was answered with 404");
    }

    [Test]
    public async Task A_file_that_is_missing_is_named(CancellationToken token)
    {
        var run = await Command(["no-such-file", _server.Url.AbsoluteUri]).ExecuteBufferedAsync(token);

        (run.ExitCode, run.StandardError).ShouldBe(
            (64, "There is no file 'no-such-file'. Give the path of a file that can be read.\n"));
    }

    // The URLs of unfinished uploads are the user's; a test has its own.
    private Dictionary<string, string?> Environment => new() { ["XDG_DATA_HOME"] = Path.Combine(_directory.FullName, "data") };

    private CliWrap.Command Command(string[] arguments) =>
        HoldfastCommand.Of(["upload", .. arguments]).WithEnvironmentVariables(Environment);

    private (string Path, byte[] Content) NewFile(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        var path = Path.Combine(_directory.FullName, "video.bin");
        File.WriteAllBytes(path, content);
        return (path, content);
    }

    private async Task SomeStoredAsync(CancellationToken token)
    {
        while (!new DirectoryInfo(Store).EnumerateFiles().Any(file => file.Length > 1_000_000))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, token);
        }
    }
}
