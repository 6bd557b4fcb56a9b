using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Conformance.Tests.Engine;

public sealed class AnnouncedLifetimesTests
{
    private static readonly WireUrl Endpoint = WireUrl.Of(new Uri("http://localhost/files/"));

    private readonly FakeTimeProvider _time = new();

    [TestCase(10, "max-age=6", 4, false)]
    [TestCase(10, "max-age=6", 5, true)]
    [TestCase(6, "expires=6", 6, true)]
    [TestCase(6, "max-age=6", 60, false)]
    [TestCase(10, "max-size=6", 60, false)]
    public void An_upload_of_the_draft_may_be_gone_when_its_announced_age_is_reached(
        int version, string limits, int seconds, bool mayBeGone)
    {
        var lifetimes = new AnnouncedLifetimes(Endpoint, new IetfOperationReader(Endpoint, version), _time);
        lifetimes.Received(new WireRequest("POST", "/files/"), Answer($"201 \r\nLocation: /files/a\r\nUpload-Limit: {limits}"));
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Stops(() => lifetimes.Received(new WireRequest("HEAD", "/files/a"), Answer("404 "))).ShouldBe(mayBeGone);
        Stops(() => lifetimes.Received(new WireRequest("HEAD", "/files/b"), Answer("404 ")))
            .ShouldBeFalse("nothing was announced of this one");
    }

    [Test]
    public void The_latest_announcement_counts_and_the_clock_is_the_targets()
    {
        var lifetimes = new AnnouncedLifetimes(Endpoint, new TusOperationReader(Endpoint), _time);
        lifetimes.Received(new WireRequest("POST", "/files/"),
            Answer("201 \r\nLocation: /files/a\r\nDate: Mon, 30 Nov 2026 12:00:00 GMT\r\nUpload-Expires: Mon, 30 Nov 2026 12:00:06 GMT"));
        lifetimes.Received(new WireRequest("PATCH", "/files/a"),
            Answer("204 \r\nDate: Mon, 30 Nov 2026 12:00:05 GMT\r\nUpload-Expires: Mon, 30 Nov 2026 12:00:11 GMT"));
        Stops(() => lifetimes.Received(new WireRequest("HEAD", "/files/a"), Answer("404 \r\nDate: Mon, 30 Nov 2026 12:00:08 GMT")))
            .ShouldBeFalse();
        Stops(() => lifetimes.Received(new WireRequest("HEAD", "/files/a"), Answer("410 \r\nDate: Mon, 30 Nov 2026 12:00:11 GMT")))
            .ShouldBeTrue();
        Stops(() => lifetimes.Received(new WireRequest("HEAD", "/files/a"), Answer("500 \r\nDate: Mon, 30 Nov 2026 12:00:11 GMT")))
            .ShouldBeFalse();
    }

    [Test]
    public void A_final_upload_may_be_refused_when_the_time_of_a_part_is_over()
    {
        var lifetimes = new AnnouncedLifetimes(Endpoint, new TusOperationReader(Endpoint), _time);
        lifetimes.Received(
            new WireRequest("POST", "/files/"), Answer($"201 \r\nLocation: /files/a\r\nUpload-Expires: {_time.GetUtcNow():R}"));
        var final = new WireRequest("POST", "/files/").With("Upload-Concat", "final;/files/b http://localhost/files/a");
        Stops(() => lifetimes.Received(final, Answer("400 "))).ShouldBeTrue();
        Stops(() => lifetimes.Received(final, Answer("500 "))).ShouldBeFalse();
        lifetimes.ExpectEnds();
        Stops(() => lifetimes.Received(final, Answer("400 "))).ShouldBeFalse("the case is about it");
    }

    private static bool Stops(Action receive)
    {
        try
        {
            receive();
            return false;
        }
        catch (CaseStoppedException stopped)
        {
            stopped.Verdict.ShouldBe(Verdict.Unsupported);
            return true;
        }
    }

    private static Exchange Answer(string head) => new([], ResponseHead.Parse($"HTTP/1.1 {head}\r\n\r\n"), WireEnd.Open);
}
