using Holdfast.Conformance.Histories.Checkers;

namespace Holdfast.Conformance.Tests.Histories;

/// <summary>The checkers of content, on histories that break them and on those that only look as if.</summary>
public sealed class ContentCheckerTests
{
    private const string Mine = "abcdefghijklmnopqrst";

    private const string Theirs = "ABCDEFGHIJKLMNOPQRST";

    private static WrittenHistory Begun => new WrittenHistory().Create("/a", 0, 1, length: 20);

    [Test]
    public void A_changed_byte_is_found_and_named()
    {
        var broken = Begun.Append("/a", 2, 3, 0, Mine).Get("/a", 4, 5, "abcdefghij!lmnopqrst").Find<ContentIsAsSent>().ShouldNotBeNull();
        broken.Actual.ShouldBe("byte 10 of operation 3 (GET, answered 200) is not the byte that was sent in operation 2 (PATCH of 20 "
            + "bytes at 0, answered 204)");
    }

    [Test]
    public void Parts_of_lost_requests_explain_content_in_any_order_that_the_offsets_allow() =>
        Begun.Append("/a", 2, null, 0, Mine).Append("/a", 3, null, 0, Theirs).Append("/a", 6, 7, 12, Theirs[12..])
            .Get("/a", 8, 9, Mine[..12] + Theirs[12..]).Broken().ShouldBeEmpty();

    [Test]
    public void The_content_while_it_is_written_is_a_first_part() =>
        Begun.Append("/a", 2, 9, 0, Mine).Get("/a", 4, 5, Mine[..7]).Broken().ShouldBeEmpty();

    [Test]
    public void Bytes_of_two_racing_writers_do_not_mix()
    {
        var raced = Begun.Append("/a", 2, 8, 0, Mine).Append("/a", 3, 9, 0, Theirs, status: 409);
        raced.Get("/a", 10, 11, Mine[..10] + Theirs[10..]).Find<OneWriterWins>().ShouldNotBeNull();
    }

    [Test]
    public void Of_two_racing_writers_either_may_win()
    {
        Begun.Append("/a", 2, 8, 0, Mine).Append("/a", 3, 9, 0, Theirs, status: 409).Get("/a", 10, 11, Mine).Broken().ShouldBeEmpty();
        Begun.Append("/a", 2, 8, 0, Mine, status: 423).Append("/a", 3, 9, 0, Theirs).Get("/a", 10, 11, Theirs).Broken().ShouldBeEmpty();
    }

    [Test]
    public void A_stopped_writer_may_learn_its_offset() =>
        Begun.Append("/a", 2, 8, 0, Mine, acknowledged: 6).Append("/a", 5, 9, 6, Theirs[6..]).Get("/a", 10, 11, Mine[..6] + Theirs[6..])
            .Broken().ShouldBeEmpty();

    [Test]
    public void Two_racing_writers_must_not_both_succeed() =>
        Begun.Append("/a", 2, 8, 0, Mine).Append("/a", 3, 9, 0, Theirs).Find<OneWriterWins>()
            .ShouldNotBeNull().Actual.ShouldStartWith("both operation 2");

    [Test]
    public void The_same_append_again_must_not_succeed_again()
    {
        Begun.Append("/a", 2, 3, 0, Mine[..10]).Append("/a", 4, 5, 0, Mine[..10]).Find<NoByteTwice>().ShouldNotBeNull();
        Begun.Append("/a", 2, 3, 0, Mine[..10]).Append("/a", 4, 5, 0, Mine[..10], status: 409).Broken().ShouldBeEmpty();
        Begun.Append("/a", 2, null, 0, Mine[..10]).Append("/a", 4, 5, 0, Mine[..10]).Broken()
            .ShouldBeEmpty("The first one may never have arrived.");
    }

    [Test]
    public void Bytes_that_are_stored_twice_are_found() =>
        Begun.Append("/a", 2, null, 0, Mine).Append("/a", 4, null, 10, Mine[10..]).Get("/a", 6, 7, Mine[..10] + Mine[..10])
            .Find<NoByteTwice>().ShouldNotBeNull();

    [Test]
    public void Bytes_of_another_upload_are_found()
    {
        var two = Begun.Create("/b", 0, 1, length: 20).Append("/b", 2, 3, 0, Theirs).Append("/a", 2, 3, 0, Mine);
        var broken = two.Get("/a", 4, 5, Mine[..10] + Theirs[10..]).Find<UnrelatedUploadsAreUntouched>().ShouldNotBeNull();
        broken.Actual.ShouldStartWith("at 10 of operation 5 (GET, answered 200) there are bytes of operation 3");
    }

    [Test]
    public void A_refused_append_that_was_alone_must_not_show_in_the_content() =>
        Begun.Append("/a", 2, 3, 0, Theirs, status: 415).Append("/a", 4, 5, 0, Mine[..10]).Append("/a", 6, 7, 10, Mine[10..])
            .Get("/a", 8, 9, Mine[..10] + Theirs[10..])
            .Broken().ShouldBe(["the content is what was sent"]);
}
