using Holdfast.Conformance.Histories.Checkers;

namespace Holdfast.Conformance.Tests.Histories;

/// <summary>The checkers of what lasts, on histories that break them and on those that only look as if.</summary>
public sealed class LifeCheckerTests
{
    private static WrittenHistory Complete => new WrittenHistory().Create("/a", 0, 1, length: 10).Append("/a", 2, 3, 0, "0123456789");

    [Test]
    public void An_offset_that_moves_after_completion_is_found() =>
        Complete.Append("/a", 4, null, 10, "late").Head("/a", 5, 6, 14).Find<NothingChangesAfterCompletion>().ShouldNotBeNull()
            .Expected.ShouldBe("offset 10, at which operation 2 (PATCH of 10 bytes at 0, answered 204) showed the upload complete");

    [Test]
    public void Content_that_changes_after_completion_is_found() =>
        Complete.Get("/a", 4, 5, "0123456789").Get("/a", 6, 7, "012345678!").Find<NothingChangesAfterCompletion>().ShouldNotBeNull();

    [Test]
    public void A_complete_upload_that_is_gone_has_not_changed() =>
        Complete.Head("/a", 4, 5, 10).Head("/a", 6, 7, null, status: 404).Broken().ShouldBeEmpty();

    [Test]
    public void In_the_draft_an_upload_is_complete_when_the_server_says_so() =>
        new WrittenHistory(isDraft: true).Create("/a", 0, 1, completes: false).Append("/a", 2, 3, 0, "0123456789", completes: false)
            .Append("/a", 4, 5, 10, "abc", completes: true).Head("/a", 6, 7, 13, complete: true).Find<NothingChangesAfterCompletion>()
            .ShouldBeNull();

    [Test]
    public void A_deleted_upload_does_not_reappear()
    {
        Complete.Delete("/a", 4, 5).Head("/a", 6, 7, 10).Find<DeletedStaysDeleted>().ShouldNotBeNull();
        Complete.Delete("/a", 4, 5).Head("/a", 6, 7, null, status: 410).Broken().ShouldBeEmpty();
    }

    [Test]
    public void A_deletion_that_was_refused_unknown_or_overtaken_proves_nothing()
    {
        Complete.Delete("/a", 4, 5, status: 423).Head("/a", 6, 7, 10).Broken().ShouldBeEmpty();
        Complete.Delete("/a", 4, null).Head("/a", 6, 7, 10).Broken().ShouldBeEmpty();
        Complete.Delete("/a", 4, 7).Head("/a", 6, 8, 10).Broken().ShouldBeEmpty();
    }

    [Test]
    public void A_transfer_in_flight_does_not_restore_a_deleted_upload() =>
        new WrittenHistory().Create("/a", 0, 1, length: 20).Append("/a", 2, null, 0, "0123456789").Delete("/a", 4, 5).Head("/a", 6, 7, 5)
            .Find<DeletedStaysDeleted>().ShouldNotBeNull();

    [Test]
    public void One_URL_for_two_creations_is_found() =>
        new WrittenHistory().Create("/a", 0, 1, length: 20).Create("/a", 2, 3, length: 20).Create("/b", 4, 5, length: 1)
            .Find<UnrelatedUploadsAreUntouched>().ShouldNotBeNull();

    [Test]
    public void An_upload_that_goes_with_another_is_found_and_one_that_is_given_up_after_an_error_is_not()
    {
        var two = new WrittenHistory().Create("/a", 0, 1, length: 20).Create("/b", 0, 1, length: 20).Append("/a", 2, 3, 0, "0123456789")
            .Head("/a", 4, 5, 10);
        two.Delete("/b", 6, 7).Head("/a", 8, 9, null, status: 404).Find<UnrelatedUploadsAreUntouched>().ShouldNotBeNull();

        var erred = new WrittenHistory().Create("/a", 0, 1, length: 20).Create("/b", 0, 1, length: 20)
            .Append("/a", 2, 3, 0, "0123456789", status: 500).Head("/a", 4, 5, 10);
        erred.Delete("/b", 6, 7).Head("/a", 8, 9, null, status: 404).Broken().ShouldBeEmpty();
    }

    [TestCase(9, false)]
    [TestCase(10, true)]
    public void An_upload_that_is_gone_is_found_before_its_announced_end_and_not_after_it(int end, bool isFound)
    {
        var two = new WrittenHistory().Create("/b", 0, 1, length: 20).Create("/a", 0, 1, length: 20, with: created => created with
        {
            MayEndAt = TimeSpan.FromMilliseconds(end),
        });
        var broken = two.Head("/a", 4, 5, 0).Delete("/b", 6, 7).Head("/a", 8, 9, null, status: 404).Find<UnrelatedUploadsAreUntouched>();
        (broken is not null).ShouldBe(isFound);
    }

    [Test]
    public void A_DELETE_that_was_sent_after_a_HEAD_may_be_carried_out_before_it()
    {
        var two = new WrittenHistory().Create("/a", 0, 1, length: 20).Create("/b", 0, 1, length: 20).Head("/a", 4, 5, 0).Delete("/b", 6, 7);
        two.Head("/a", 8, 12, null, status: 404).Delete("/a", 9, 11).Broken().ShouldBeEmpty();
    }
}
