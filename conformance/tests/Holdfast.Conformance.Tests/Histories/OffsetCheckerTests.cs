using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Histories.Checkers;

namespace Holdfast.Conformance.Tests.Histories;

/// <summary>The checkers of offsets, on histories that break them and on those that only look as if.</summary>
public sealed class OffsetCheckerTests
{
    private static WrittenHistory Begun => new WrittenHistory().Create("/a", 0, 1, length: 20);

    [Test]
    public void A_HEAD_below_the_acknowledged_offset_shows_lost_bytes()
    {
        var broken = Begun.Append("/a", 2, 3, 0, "0123456789").Head("/a", 4, 5, 6).Find<AcknowledgedBytesAreKept>().ShouldNotBeNull();
        broken.Expected.ShouldBe("an offset of at least 10, which operation 2 (PATCH of 10 bytes at 0, answered 204) acknowledged");
        broken.Actual.ShouldBe("6 in operation 3 (HEAD, answered 200): bytes 6 to 9 are lost");
        broken.Operations.Select(operation => operation.Number).ShouldBe([2, 3]);
    }

    [Test]
    public void A_concurrent_HEAD_may_have_read_the_offset_before() =>
        Begun.Append("/a", 2, 6, 0, "0123456789").Head("/a", 4, 8, 0).Broken().ShouldBeEmpty();

    [Test]
    public void Content_shorter_than_the_acknowledged_offset_shows_lost_bytes() =>
        Begun.Append("/a", 2, 3, 0, "0123456789").Get("/a", 4, 5, "012345").Find<AcknowledgedBytesAreKept>()
            .ShouldNotBeNull().Actual.ShouldContain("bytes 6 to 9 are lost");

    [Test]
    public void A_104_of_the_draft_acknowledges_too() =>
        new WrittenHistory(isDraft: true).Create("/a", 0, 1, completes: false)
            .Append("/a", 2, null, 0, "0123456789", completes: true, with: operation => operation with
            {
                Progress = [new ToldOffset(TimeSpan.FromMilliseconds(3), 8)],
            })
            .Head("/a", 4, 5, 5).Find<AcknowledgedBytesAreKept>().ShouldNotBeNull();

    [Test]
    public void A_104_that_the_client_reads_late_may_be_older_than_a_HEAD_that_it_has_read()
    {
        Told(3, 9).Head("/a", 4, 5, 10).Broken().ShouldBeEmpty();
        Told(9, 3).Find<AcknowledgedBytesAreKept>().ShouldNotBeNull("In one response, the second follows the first.");

        static WrittenHistory Told(long first, long second) =>
            new WrittenHistory(isDraft: true).Create("/a", 0, 1, completes: false)
                .Append("/a", 2, null, 0, "0123456789", completes: true, with: operation => operation with
                {
                    Progress = [new ToldOffset(TimeSpan.FromMilliseconds(6), first), new ToldOffset(TimeSpan.FromMilliseconds(7), second)],
                });
    }

    [Test]
    public void An_append_acknowledged_below_an_earlier_one_shows_lost_bytes() =>
        Begun.Append("/a", 2, 3, 0, "0123456789").Append("/a", 4, 5, 5, "abc", acknowledged: 8).Find<AcknowledgedBytesAreKept>()
            .ShouldNotBeNull();

    [Test]
    public void The_offset_of_two_consecutive_HEADs_must_not_shrink()
    {
        Begun.Append("/a", 2, null, 0, "0123456789").Head("/a", 4, 5, 8).Head("/a", 6, 7, 7).Find<OffsetNeverShrinks>().ShouldNotBeNull();
        Begun.Append("/a", 2, null, 0, "0123456789").Head("/a", 4, 8, 8).Head("/a", 6, 7, 7).Broken()
            .ShouldBeEmpty("They overlap: the second may have looked first.");
        Begun.Append("/a", 2, null, 0, "0123456789").Head("/a", 4, 5, 7).Head("/a", 6, 7, 8).Broken()
            .ShouldBeEmpty("Late bytes of the lost request.");
    }

    [Test]
    public void A_body_with_a_checksum_may_be_dropped_again()
    {
        var verified = Begun.Append("/a", 2, 9, 0, "0123456789", status: 460, with: operation => operation with { IsVerified = true });
        verified.Head("/a", 4, 5, 8).Head("/a", 6, 7, 0).Broken().ShouldBeEmpty();
    }

    [Test]
    public void An_offset_beyond_all_sent_bytes_is_a_gap()
    {
        Begun.Append("/a", 2, null, 0, "0123456789", sent: 4).Head("/a", 4, 5, 10).Find<OffsetWithinSent>().ShouldNotBeNull().Expected
            .ShouldBe("an offset of at most 4, which is all that had been sent by then");
        Begun.Append("/a", 2, null, 0, "0123456789", sent: 4).Head("/a", 4, 5, 4).Broken().ShouldBeEmpty();
    }

    [Test]
    public void Bytes_in_flight_count_as_sent_and_later_ones_do_not()
    {
        Begun.Append("/a", 2, null, 0, "01234").Append("/a", 3, null, 5, "56789").Head("/a", 4, 9, 10).Broken().ShouldBeEmpty();
        Begun.Append("/a", 2, null, 0, "01234").Head("/a", 3, 4, 10).Append("/a", 5, null, 5, "56789").Find<OffsetWithinSent>()
            .ShouldNotBeNull();
    }

    [Test]
    public void A_refused_append_counts_only_when_another_request_may_have_ended_it()
    {
        Begun.Append("/a", 2, 3, 0, "0123456789", status: 409).Head("/a", 4, 5, 10).Find<OffsetWithinSent>().ShouldNotBeNull();
        Begun.Append("/a", 2, 5, 0, "0123456789", status: 409).Head("/a", 4, 6, 10).Broken().ShouldBeEmpty();
        Begun.Append("/a", 2, 3, 0, "0123456789", status: 500).Head("/a", 4, 5, 7).Broken().ShouldBeEmpty();
    }

    [Test]
    public void Bytes_that_a_success_did_not_acknowledge_must_not_appear_later()
    {
        Begun.Append("/a", 2, 3, 0, "0123456789", acknowledged: 4).Head("/a", 4, 5, 10).Find<OffsetWithinSent>().ShouldNotBeNull();
        Begun.Append("/a", 2, 3, 0, "0123456789", acknowledged: 4).Append("/a", 4, 5, 4, "456789").Head("/a", 6, 7, 10).Broken()
            .ShouldBeEmpty();
    }

    [Test]
    public void An_append_beyond_all_sent_bytes_fills_no_gap() =>
        Begun.Append("/a", 2, null, 0, "0123").Append("/a", 3, null, 8, "89").Head("/a", 4, 5, 10).Find<OffsetWithinSent>()
            .ShouldNotBeNull();

    [Test]
    public void Raw_bytes_may_have_written_any_content() =>
        Begun.Raw(2).Head("/a", 4, 5, 10).Broken().ShouldBeEmpty();

    [Test]
    public void A_reported_offset_that_is_refused_with_409_was_wrong() =>
        Begun.Append("/a", 2, 3, 0, "01234").Head("/a", 4, 5, 5).Append("/a", 6, 7, 5, "56789", status: 409)
            .Find<ReturnedOffsetIsAccepted>().ShouldNotBeNull()
            .Actual.ShouldBe(
                "operation 4 (PATCH of 5 bytes at 5, answered 409) was refused, although no other request could have moved the offset");

    [Test]
    public void A_409_is_correct_if_another_request_may_have_moved_the_offset_or_held_the_upload()
    {
        Begun.Append("/a", 2, null, 0, "0123456789").Head("/a", 4, 5, 5).Append("/a", 6, 7, 5, "56789", status: 409).Broken()
            .ShouldBeEmpty();
        Begun.Head("/a", 4, 5, 0).Append("/a", 6, 9, 0, "56789").Append("/a", 7, 8, 0, "01234", status: 409).Broken().ShouldBeEmpty();
    }
}
