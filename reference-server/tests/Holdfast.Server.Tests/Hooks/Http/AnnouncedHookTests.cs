using System.Diagnostics;
using System.Globalization;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Http;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks.Http;

/// <summary>
/// A hook server of Python, as the announcement of tusd v2 shows one: it handles one connection at a time, and waits for ever on one that
/// says nothing.
/// </summary>
[CancelAfter(90_000)]
public sealed class AnnouncedHookTests
{
    private Process _python = null!;
    private HttpHooks _hooks = null!;
    private UploadSite _site = null!;

    [SetUp]
    public async Task StartAsync()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Hooks", "Http", "announced-hooks.py");
        _python = Process.Start(new ProcessStartInfo("python3", [script, "0"]) { RedirectStandardOutput = true })!;
        var port = int.Parse((await _python.StandardOutput.ReadLineAsync()).ShouldNotBeNull(), CultureInfo.InvariantCulture);
        _hooks = new HttpHooks(new HttpHookOptions { Url = new Uri($"http://localhost:{port}") });
        _site = await UploadSite.StartAsync(options => options.WithHooks(new HookOptions { Providers = [_hooks] }));
    }

    [TearDown]
    public async Task EndAsync()
    {
        await _site.DisposeAsync();
        _hooks.Dispose();
        _python.Kill();
        _python.Dispose();
    }

    [Test]
    public async Task A_file_without_a_name_is_refused_in_the_hooks_words(CancellationToken cancellationToken)
    {
        var response = await _site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        (response.Status, response.Body, response["X-Some-Header"]).ShouldBe((400, "no filename provided", "yes"));
    }

    [Test]
    public async Task A_file_with_a_name_gets_the_hooks_id_and_metadata(CancellationToken cancellationToken)
    {
        var path = await _site.CreateAsync(5, cancellationToken, "Upload-Metadata: filename a2VscA==,other eA==\r\n");

        path.ShouldStartWith("/files/prefix-");
        (await _site.HeadAsync(path, cancellationToken))["Upload-Metadata"].ShouldBe("creation_time dG9kYXk=,filename a2VscA==");
        (await _site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(204);
        _site.Stored(path).ShouldBe("hello");
    }

    [Test]
    public async Task A_burst_of_creations_of_which_half_are_given_up_does_not_wedge_it(CancellationToken cancellationToken)
    {
        var creation = Request("POST", "/files/", "Upload-Length: 5\r\nUpload-Metadata: filename a2VscA==\r\n");
        var statuses = await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            using var connection = await _site.ConnectAsync(cancellationToken);
            await connection.SendAsync(creation, cancellationToken);
            if (number % 2 == 0)
            {
                connection.Reset();
                return 0;
            }

            return (await connection.ReadAsync(cancellationToken)).Status;
        }));

        statuses.Where((_, number) => number % 2 == 1).ShouldAllBe(status => status == 201);
        (await _site.AskAsync(creation, cancellationToken)).Status.ShouldBe(201);
    }
}
