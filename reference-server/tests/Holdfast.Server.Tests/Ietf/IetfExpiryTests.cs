using Holdfast.Server.Core;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Ietf;

/// <summary>Draft, Upload-Limit, max-age: what time does to an upload that is being worked on.</summary>
public sealed class IetfExpiryTests
{
    private readonly Draft _draft = new(10);

    // The store's clock is the file system's, so the fake one starts where that is.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Test]
    [CancelAfter(20_000)]
    public async Task An_append_whose_upload_expires_meanwhile_is_refused_and_promises_nothing(CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync(options => options with
        {
            Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromHours(1), SweepInterval = TimeSpan.FromMilliseconds(20) },
        });
        var path = await _draft.CreateAsync(site, "hello", cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        await connection.SendAsync(_draft.AppendHead(path, 5, isComplete: false, "Content-Length: 10\r\n"), cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        File.SetLastWriteTimeUtc(
            Path.Combine(site.Directory, path.Split('/')[^1]), TimeProvider.System.GetUtcNow().AddHours(-2).UtcDateTime);

        // The sweeper wants the upload, as any other request would.
        var final = await Draft.FinalAsync(connection, cancellationToken);
        var head = await _draft.HeadAsync(site, path, cancellationToken);

        final.Status.ShouldBeGreaterThanOrEqualTo(400);
        head.Status.ShouldBeOneOf(404, 410);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_clock_that_jumps_ahead_and_back_costs_no_upload(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await _draft.CreateAsync(site, "hello", cancellationToken);
        var now = _time.GetUtcNow();

        _time.AdjustTime(now + TimeSpan.FromHours(2));
        var ahead = await _draft.HeadAsync(site, path, cancellationToken);
        _time.AdjustTime(now - TimeSpan.FromHours(2));
        var behind = await _draft.HeadAsync(site, path, cancellationToken);
        _time.AdjustTime(now);
        var back = await _draft.AppendAsync(site, path, 5, isComplete: false, " world", cancellationToken);

        (ahead.Status, behind.Offset, back.Offset).ShouldBe((410, 5, 11));
        behind["Upload-Limit"].ShouldNotBeNull().ShouldNotContain("max-age=-");
    }

    private Task<UploadSite> StartAsync() => UploadSite.StartAsync(options => options with
    {
        TimeProvider = _time,
        NetworkTimeout = TimeSpan.FromDays(1),
        Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromHours(1), SweepInterval = TimeSpan.FromHours(3) },
    });
}
