using System.Globalization;
using Holdfast.Server.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class ExpirationTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // The store's clock is the file system's, so the fake one starts where that is.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Test]
    [CancelAfter(20_000)]
    public async Task The_end_of_an_unfinished_upload_is_told_as_an_http_date_and_moves_with_its_bytes(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Expiring(new ExpirationOptions { Unfinished = Hour }));
        var created = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 10\r\n"), cancellationToken);
        var path = new Uri(created["Location"]!).AbsolutePath;
        Age(site, path, TimeSpan.FromMinutes(30));

        var head = await site.HeadAsync(path, cancellationToken);
        var wrong =
            await site.AskAsync(Patch(path, 0, "Upload-Checksum: crc32 AAAAAA==\r\nContent-Length: 5") + "hello", cancellationToken);
        var mismatch = await site.PatchAsync(path, 1, "hello", cancellationToken);
        var patch = await site.PatchAsync(path, 0, "hello", cancellationToken);
        var finished = await site.PatchAsync(path, 5, "world", cancellationToken);

        (Expires(created) - _time.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        (Expires(head) - _time.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(31));
        (wrong.Status, mismatch.Status).ShouldBe((460, 409));
        Expires(wrong).ShouldBe(Expires(head));
        Expires(mismatch).ShouldBe(Expires(head));
        (Expires(patch) - _time.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        (await site.AskAsync(Request("OPTIONS", "/files/"), cancellationToken))["Tus-Extension"]!.Split(',').ShouldContain("expiration");
        (finished.Status, finished["Upload-Expires"]).ShouldBe((204, null));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_expired_upload_is_gone_for_every_method_and_then_removed(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var site = await StartAsync(
            Expiring(new ExpirationOptions { Unfinished = Hour, SweepInterval = TimeSpan.FromHours(3) }),
            options => options with { LoggerFactory = loggers });
        var expired = await site.CreateAsync(10, cancellationToken);
        var finished = await site.CreateAsync(0, cancellationToken);

        _time.Advance(TimeSpan.FromHours(2));
        foreach (var request in new[]
        {
            Request("HEAD", expired), Patch(expired, 0, 0), Request("GET", expired), Request("DELETE", expired),
        })
        {
            var response = await site.AskAsync(request, cancellationToken);

            (response.Status, response["Upload-Offset"]).ShouldBe((410, null));
        }

        site.Files().Count().ShouldBe(4);
        _time.Advance(TimeSpan.FromHours(2));
        await UntilLoggedAsync(log, "UploadExpired", cancellationToken);

        (await site.HeadAsync(expired, cancellationToken)).Status.ShouldBe(404);
        (await site.HeadAsync(finished, cancellationToken)).Status.ShouldBe(200);
        site.Files().Count().ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Finished_uploads_have_a_lifetime_of_their_own(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(
            Expiring(new ExpirationOptions { Unfinished = Hour, Finished = TimeSpan.FromDays(7), SweepInterval = TimeSpan.FromDays(30) }));
        var path = await site.CreateAsync(5, cancellationToken);

        var finished = await site.PatchAsync(path, 0, "hello", cancellationToken);
        _time.Advance(TimeSpan.FromDays(6));

        (Expires(finished) - _time.GetUtcNow()).ShouldBeInRange(TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(5);
        _time.Advance(TimeSpan.FromDays(2));
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(410);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_running_append_keeps_its_upload_alive(CancellationToken cancellationToken)
    {
        var expiring = Expiring(new ExpirationOptions { Unfinished = Hour, SweepInterval = TimeSpan.FromMinutes(10) });
        await using var site = await StartAsync(options => expiring(options) with { NetworkTimeout = TimeSpan.FromDays(1) });
        var path = await site.CreateAsync(10, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, 10) + "hello", cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        Age(site, path, TimeSpan.FromMinutes(59));

        await connection.SendAsync("wor", cancellationToken);
        while (site.Stored(path).Length < 8)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        // One sweep, at which the upload would have been an hour and a few minutes without a byte.
        _time.Advance(TimeSpan.FromMinutes(10));
        await connection.SendAsync("ld", cancellationToken);

        var answer = await connection.ReadAsync(cancellationToken);
        (answer.Status, answer.Body).ShouldBe((204, ""));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_expired_part_is_no_part(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Expiring(new ExpirationOptions { Finished = Hour, SweepInterval = TimeSpan.FromDays(30) }));
        var part = await site.CreateAsync(0, cancellationToken, "Upload-Concat: partial\r\n");
        _time.Advance(TimeSpan.FromHours(2));

        (await site.AskAsync(Request("POST", "/files/", $"Upload-Concat: final;{part}\r\n"), cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_file_that_can_not_be_read_does_not_keep_others_from_expiring(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var site = await StartAsync(
            Expiring(new ExpirationOptions { Unfinished = Hour, SweepInterval = TimeSpan.FromHours(3) }),
            options => options with { LoggerFactory = loggers });
        var expired = await site.CreateAsync(10, cancellationToken);
        foreach (var name in new[] { "0", "z" })
        {
            await File.WriteAllTextAsync(Path.Combine(site.Directory, $"{name}.info"), "{", cancellationToken);
        }

        _time.Advance(TimeSpan.FromHours(4));
        await UntilLoggedAsync(log, "UploadExpired", cancellationToken);
        await UntilLoggedAsync(log, "UploadExpireError", cancellationToken);

        (await site.HeadAsync(expired, cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Without_lifetimes_nothing_is_told_and_nothing_expires(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Expiring(new ExpirationOptions()));
        var created = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 10\r\n"), cancellationToken);
        _time.Advance(TimeSpan.FromDays(10_000));

        created["Upload-Expires"].ShouldBeNull();
        (await site.AskAsync(Request("OPTIONS", "/files/"), cancellationToken))["Tus-Extension"]!.ShouldNotContain("expiration");
        (await site.HeadAsync(new Uri(created["Location"]!).AbsolutePath, cancellationToken)).Status.ShouldBe(200);
    }

    private Func<UploadOptions, UploadOptions> Expiring(ExpirationOptions expiration) =>
        options => options with { Expiration = expiration, TimeProvider = _time };

    private static DateTimeOffset Expires(WireResponse response) =>
        DateTimeOffset.ParseExact(response["Upload-Expires"].ShouldNotBeNull(), "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private void Age(UploadSite site, string path, TimeSpan age) =>
        File.SetLastWriteTimeUtc(Path.Combine(site.Directory, path.Split('/')[^1]), (_time.GetUtcNow() - age).UtcDateTime);

    private static async Task UntilLoggedAsync(RecordingLog log, string name, CancellationToken cancellationToken)
    {
        while (!log.Events.Contains(name))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }
}
