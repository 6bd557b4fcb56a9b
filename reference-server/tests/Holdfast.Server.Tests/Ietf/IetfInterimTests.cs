using Holdfast.Server.Stores.FileStore;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Ietf;

public sealed class IetfInterimTests
{
    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task A_creation_is_announced_before_its_content_and_usable_at_once(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(draft.Request("POST", "/files/", $"{draft.Complete(true)}Content-Length: 5\r\n"), cancellationToken);

        var announced = await connection.ReadAsync(cancellationToken);
        await connection.SendAsync("hello", cancellationToken);
        var created = await connection.ReadAsync(cancellationToken);

        (announced.Status, announced["Upload-Draft-Interop-Version"], announced["Upload-Offset"]).ShouldBe((104, $"{version}", null));
        announced["Upload-Limit"].ShouldBe(version >= 6 ? "min-size=0" : null);
        (created.Status, created["Location"]).ShouldBe((201, announced["Location"]));
        (await draft.HeadAsync(site, new Uri(announced["Location"]!).AbsolutePath, cancellationToken)).Offset.ShouldBe(5);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_client_that_expects_100_gets_it_beside_the_104(CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync();
        using var connection = await site.ConnectAsync(cancellationToken);
        var draft = new Draft(10);
        await connection.SendAsync(
            draft.Request("POST", "/files/", "Upload-Complete: ?1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n"), cancellationToken);

        var interim = new[] { await connection.ReadAsync(cancellationToken), await connection.ReadAsync(cancellationToken) };
        await connection.SendAsync("hello", cancellationToken);

        interim.Select(response => response.Status).Order().ShouldBe([100, 104]);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(201);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_refused_creation_is_not_announced(CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync(options => options with { MaxSize = 4 });
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(new Draft(10).Request(
            "POST", "/files/", "Upload-Complete: ?1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n"), cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(413);
    }

    [TestCase(null)]
    [TestCase("99")]
    [TestCase("2")]
    [TestCase("8, 9")]
    [TestCase("8\r\nUpload-Draft-Interop-Version: 8")]
    [TestCase("8.0")]
    [TestCase("\"8\"")]
    [CancelAfter(20_000)]
    public async Task A_client_of_no_known_version_never_sees_a_104(string? version, CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync();
        var line = version is null ? "" : $"Upload-Draft-Interop-Version: {version}\r\n";
        foreach (var isComplete in new[] { "?0", "?1" })
        {
            var created = await site.AskAsync(
                UploadSite.Request("POST", "/files/", $"Upload-Complete: {isComplete}\r\nContent-Length: 5\r\n", line) + "hello",
                cancellationToken);

            (created.Status, created["Upload-Complete"], created["Upload-Offset"], created["Upload-Limit"]).ShouldBe(
                (201, null, null, null));
            site.Stored(new Uri(created["Location"]!).AbsolutePath).ShouldBe("hello");
        }
    }

    [TestCase("8;x")]
    [TestCase("08")]
    [CancelAfter(20_000)]
    public async Task A_version_may_be_written_as_structured_fields_allow(string version, CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync();

        var first = await site.AskAsync(
            UploadSite.Request("POST", "/files/", "Upload-Complete: ?1\r\nContent-Length: 0\r\n",
                $"Upload-Draft-Interop-Version: {version}\r\n"), cancellationToken);

        (first.Status, first["Upload-Draft-Interop-Version"]).ShouldBe((104, "8"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_client_of_HTTP_1_0_never_sees_a_104(CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync();
        using var connection = await site.ConnectAsync(cancellationToken);
        var request = new Draft(10).Creation(isComplete: true, "hello").Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal);
        await connection.SendAsync(request, cancellationToken);

        (await connection.ReadToEndAsync(cancellationToken)).ShouldStartWith("HTTP/1.1 201 ");
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task Progress_is_told_while_content_arrives(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        var time = new FakeTimeProvider();
        await using var site = await UploadSite.StartAsync(options => options with { TimeProvider = time });
        var path = await draft.CreateAsync(site, "", cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        await connection.SendAsync(draft.AppendHead(path, 0, isComplete: true, "Content-Length: 10\r\n"), cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        time.Advance(TimeSpan.FromSeconds(1));

        await connection.SendAsync("hello", cancellationToken);
        var progress = version >= 5 ? await connection.ReadAsync(cancellationToken) : null;
        await connection.SendAsync("world", cancellationToken);
        var final = await connection.ReadAsync(cancellationToken);

        if (progress is not null)
        {
            (progress.Status, progress.Offset, progress["Upload-Draft-Interop-Version"], progress["Location"]).ShouldBe(
                (104, 5, $"{version}", null));
        }

        final.Status.ShouldBe(201, "the clock stands, so the rest is no news");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Progress_is_told_fewer_than_a_hundred_times(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        var time = new FakeTimeProvider();
        await using var site = await UploadSite.StartAsync(options => options with
        {
            TimeProvider = time, NetworkTimeout = TimeSpan.FromDays(1),
        });
        var path = await draft.CreateAsync(site, "", cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        await connection.SendAsync(draft.AppendHead(path, 0, isComplete: true, "Content-Length: 101\r\n"), cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);

        for (var told = 1; told <= 99; told++)
        {
            time.Advance(TimeSpan.FromHours(3));
            await connection.SendAsync("x", cancellationToken);
            (await connection.ReadAsync(cancellationToken)).Offset.ShouldBe(told);
        }

        time.Advance(TimeSpan.FromHours(3));
        await connection.SendAsync("xx", cancellationToken);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(201);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Progress_is_not_told_of_bytes_that_a_power_loss_could_take(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        var time = new FakeTimeProvider();
        using var directory = new TemporaryDirectory();
        await using var site = await UploadSite.StartAsync(options => options with
        {
            TimeProvider = time,
            Store = new FileUploadStore(directory.FullName, new FileStoreOptions { SyncToDisk = true }),
        });
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(draft.Request("POST", "/files/", "Upload-Complete: ?1\r\nContent-Length: 10\r\n"), cancellationToken);
        (await connection.ReadAsync(cancellationToken))["Location"].ShouldNotBeNull();
        time.Advance(TimeSpan.FromSeconds(1));

        await connection.SendAsync("helloworld", cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(201);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_announced_upload_goes_on_elsewhere_and_late_bytes_of_its_creation_vanish(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();
        using var creation = await site.ConnectAsync(cancellationToken);
        await creation.SendAsync(
            draft.Request("POST", "/files/", "Upload-Complete: ?1\r\nContent-Length: 11\r\n") + "hello", cancellationToken);
        var path = new Uri((await creation.ReadAsync(cancellationToken))["Location"].ShouldNotBeNull()).AbsolutePath;
        await site.Store.AppendBegunAsync(cancellationToken);

        var head = await draft.HeadAsync(site, path, cancellationToken);
        await creation.SendAsync("ZOMBIE", cancellationToken);
        var completed =
            await draft.AppendAsync(site, path, head.Offset, isComplete: true, "hello world"[(int)head.Offset..], cancellationToken);

        (head.Status, draft.IsComplete(head)).ShouldBe((204, false));
        (completed.Status, draft.IsComplete(completed), site.Stored(path)).ShouldBe((201, true, "hello world"));
        (await creation.ReadToEndAsync(cancellationToken)).ShouldNotContain("HTTP/1.1 201");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Of_two_appends_at_one_offset_one_is_taken(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await UploadSite.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var path = await draft.CreateAsync(site, "", cancellationToken);

            var answers = await Task.WhenAll(
                draft.AppendAsync(site, path, 0, isComplete: true, "aaaaa", cancellationToken),
                draft.AppendAsync(site, path, 0, isComplete: true, "bbbbb", cancellationToken));

            answers.Select(answer => answer.Status).Order().ShouldBe([201, 409]);
            site.Stored(path).ShouldBe(answers[0].Status == 201 ? "aaaaa" : "bbbbb");
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_stalled_creation_of_early_versions_is_answered_with_what_there_is(
        [Values(4, 10)] int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync(options => options with { NetworkTimeout = TimeSpan.FromSeconds(2) });
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(
            draft.Request("POST", "/files/", $"{draft.Complete(true)}Content-Length: 11\r\n") + "hello", cancellationToken);
        var announced = await connection.ReadAsync(cancellationToken);

        var failed = await connection.ReadAsync(cancellationToken);

        (failed.Status, failed["Upload-Offset"], failed["Location"], failed["Upload-Complete"])
            .ShouldBe(version == 4 ? (500, "5", announced["Location"], null) : (500, null, null, "?0"));
    }
}
