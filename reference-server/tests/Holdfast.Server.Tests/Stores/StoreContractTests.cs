using System.IO.Pipelines;
using System.Text;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

/// <summary>
/// What every store promises. A new store derives a fixture from this one and passes it; what the store doesn't offer is ignored.
/// </summary>
[CancelAfter(20_000)]
public abstract class StoreContractTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private static readonly UploadInfo Wanted = new() { Id = Id, Length = 11 };

    /// <summary>The store refuses writes of a holder that lost the upload's lock.</summary>
    protected virtual bool ComparesFences => false;

    /// <summary>Opens the store as a new process would: over what is there, and without any knowledge of it.</summary>
    protected abstract IUploadStore Open();

    /// <summary>The place where the uploads are can't be reached until the result is disposed.</summary>
    protected abstract IDisposable TakeAway();

    [Test]
    public async Task A_created_upload_is_known_to_another_instance_with_all_that_was_said()
    {
        var wanted = Wanted with
        {
            Metadata = "filename YS50eHQ=,empty",
            IsPartial = true,
            Concat = "partial",
            Completion = UploadCompletion.Awaited,
            ReprDigest = "sha-256=:AAAA:",
            WantReprDigest = "sha-256=1",
        };

        var made = (await Open().CreateAsync(wanted, default)).ShouldNotBeNull();
        var found = (await Open().GetInfoAsync(made.Id, default)).ShouldNotBeNull();

        foreach (var upload in new[] { made, found })
        {
            (upload with { LastChanged = null, State = null, NeedsFinish = false }).ShouldBeEquivalentTo(wanted with { Id = made.Id });
        }
    }

    [Test]
    public async Task A_final_upload_is_known_by_its_parts()
    {
        var made = await CreateAsync(Wanted with { IsFinal = true, PartialUploads = ["b", "a", "b"], Concat = "final;b a b" });

        var found = (await Open().GetInfoAsync(made.Id, default)).ShouldNotBeNull();

        (found.IsFinal, found.IsWaiting, found.Concat).ShouldBe((true, true, "final;b a b"));
        found.PartialUploads.ShouldBe(["b", "a", "b"]);
    }

    [Test]
    public async Task An_upload_is_never_overwritten()
    {
        var made = await CreateAsync(Wanted);
        await AppendAsync(Open(), made, "hello ");

        (await Open().CreateAsync(Wanted with { Id = made.Id, Length = 3 }, default)).ShouldBeNull();

        var found = await ReadAsync(made.Id);
        (found.Length, found.Offset).ShouldBe((11, 6));
    }

    [TestCase("fedcba9876543210fedcba9876543210")]
    [TestCase("")]
    [TestCase("../secret")]
    [TestCase("a\0b")]
    [TestCase("żółw")]
    public async Task An_upload_that_is_not_there_is_not_found_whatever_its_name(string id) =>
        (await Open().GetInfoAsync(id, default)).ShouldBeNull();

    [Test]
    public async Task An_upload_comes_in_pieces_and_each_call_takes_what_the_last_returned()
    {
        var store = Open();
        var upload = await CreateAsync(Wanted, store);

        upload = await AppendAsync(store, upload, "hel", "lo");
        (upload.Offset, upload.HasAllBytes).ShouldBe((5, false));
        upload = await AppendAsync(store, upload, " ", "world");

        (upload.Offset, upload.HasAllBytes).ShouldBe((11, true));
        (await ContentAsync(upload.Id)).ShouldBe("hello world");
    }

    [Test]
    public async Task A_cut_append_keeps_what_arrived_and_another_instance_goes_on()
    {
        var cut = await AppendAsync(Open(), await CreateAsync(Wanted), "hel", "lo w");

        var found = await ReadAsync(cut.Id);
        found.Offset.ShouldBe(7);
        await AppendAsync(Open(), found, "orld");

        (await ContentAsync(cut.Id)).ShouldBe("hello world");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_append_that_is_ended_keeps_a_beginning_of_what_arrived(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var made = await CreateAsync(Wanted);
        var body = new Pipe();
        var appending = Open().AppendAsync(made, body.Reader, new WriteScope(0, null, end.Token));
        await body.Writer.WriteAsync("hello "u8.ToArray(), cancellationToken);
        await end.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await appending);

        var found = await ReadAsync(made.Id);
        found.Offset.ShouldBeLessThanOrEqualTo(6);
        await AppendAsync(Open(), found, "hello world"[(int)found.Offset..]);
        (await ContentAsync(made.Id)).ShouldBe("hello world");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Progress_is_told_up_to_stored_bytes_only(CancellationToken cancellationToken)
    {
        var told = new List<(long Offset, long Stored)>();
        var upload = await AppendAsync(Open(), await CreateAsync(Wanted), "hel");
        var scope = new WriteScope(
            0, offset => told.Add((offset, Open().GetInfoAsync(upload.Id, default).AsTask().Result!.Offset)), cancellationToken);

        await Open().AppendAsync(upload, BodyOf("lo ", "world"), scope);

        told.ShouldAllBe(progress => progress.Offset > 3 && progress.Offset <= progress.Stored);
        told.Select(progress => progress.Offset).ShouldBeInOrder(SortDirection.Ascending);
    }

    [Test]
    public async Task An_empty_body_changes_nothing_of_an_upload_complete_or_not()
    {
        var part = await AppendAsync(Open(), await CreateAsync(Wanted), "hello ");
        (await AppendAsync(Open(), part, [])).ShouldBe(part);
        var whole = await FinishAsync(Open(), await AppendAsync(Open(), part, "world"));

        var after = await AppendAsync(Open(), await ReadAsync(whole.Id), []);

        (after.Offset, after.IsComplete).ShouldBe((11, true));
        (await ContentAsync(whole.Id)).ShouldBe("hello world");
    }

    [Test]
    public async Task A_length_that_is_declared_later_is_kept_and_nothing_else_changes()
    {
        var store = Requires<IUpdatingStore>();
        var upload = await AppendAsync(store, await CreateAsync(Wanted with { Length = null, Metadata = "a YQ==" }, store), "hello ");

        var declared = await store.UpdateAsync(upload with { Length = 11 }, default);

        foreach (var told in new[] { declared, await ReadAsync(upload.Id) })
        {
            (told with { LastChanged = null, State = null }).ShouldBeEquivalentTo(
                upload with { Length = 11, LastChanged = null, State = null });
        }

        (await AppendAsync(store, declared, "world")).HasAllBytes.ShouldBeTrue();
    }

    [Test]
    public async Task The_completion_of_a_drafts_upload_is_kept()
    {
        var store = Requires<IUpdatingStore>();
        var upload = await CreateAsync(Wanted with { Length = null, Completion = UploadCompletion.Awaited }, store);
        upload = await store.UpdateAsync(await AppendAsync(store, upload, "hello"), default);
        (await ReadAsync(upload.Id)).HasAllBytes.ShouldBeFalse();

        await Open().FinishAsync(await store.UpdateAsync(upload with
        {
            Length = 5, Completion = UploadCompletion.Declared,
        }, default), default);

        var found = await ReadAsync(upload.Id);
        (found.Length, found.Completion, found.IsComplete).ShouldBe((5, UploadCompletion.Declared, true));
    }

    [TestCase("hello world")]
    [TestCase("")]
    public async Task An_upload_with_all_bytes_is_finished_and_then_complete(string content)
    {
        var upload = await AppendAsync(Open(), await CreateAsync(Wanted with { Length = content.Length }), content);

        upload.HasAllBytes.ShouldBeTrue();
        (await Open().FinishAsync(upload, default)).IsComplete.ShouldBeTrue();

        (await ReadAsync(upload.Id)).IsComplete.ShouldBeTrue();
        (await ContentAsync(upload.Id)).ShouldBe(content);
    }

    [Test]
    public async Task An_upload_is_finished_twice_with_its_info_and_without_it()
    {
        var store = Open();
        var before = await AppendAsync(store, await CreateAsync(Wanted, store), "hello world");
        await store.FinishAsync(before, default);

        (await store.FinishAsync(before, default)).IsComplete.ShouldBeTrue("Its answer was lost.");
        (await Open().FinishAsync(await ReadAsync(before.Id), default)).IsComplete.ShouldBeTrue();

        (await ContentAsync(before.Id)).ShouldBe("hello world");
    }

    [Test]
    public async Task A_finish_that_a_crash_prevented_is_made_up_for_by_another_instance()
    {
        var before = await AppendAsync(Open(), await CreateAsync(Wanted), "hello world");

        var found = await ReadAsync(before.Id);
        found.HasAllBytes.ShouldBeTrue();
        await Open().FinishAsync(found, default);

        (await ReadAsync(before.Id)).IsComplete.ShouldBeTrue();
        (await ContentAsync(before.Id)).ShouldBe("hello world");
    }

    [TestCase(0, 11, "hello world")]
    [TestCase(6, 5, "world")]
    [TestCase(3, 4, "lo w")]
    [TestCase(10, 1, "d")]
    [TestCase(11, 0, "")]
    public async Task Exactly_the_bytes_that_are_asked_for_can_be_read(long from, long count, string content)
    {
        var store = Requires<IServingStore>();
        var upload = await UploadAsync("hello world");

        await using var stream = (await store.OpenReadAsync(await ReadAsync(upload.Id), from, count, default)).ShouldNotBeNull();
        using var reader = new StreamReader(stream, Encoding.Latin1);

        (await reader.ReadToEndAsync()).ShouldBe(content);
    }

    [Test]
    public async Task An_unfinished_upload_can_be_read_up_to_the_offset_that_is_known()
    {
        var store = Requires<IServingStore>();
        if (!store.ServesUnfinished)
        {
            Assert.Ignore("The store serves complete uploads only.");
        }

        var known = await AppendAsync(Open(), await CreateAsync(Wanted), "hello ");
        await AppendAsync(Open(), known, "world");

        await using var stream = (await store.OpenReadAsync(known, 0, known.Offset, default)).ShouldNotBeNull();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        (await reader.ReadToEndAsync()).ShouldBe("hello ");
    }

    [Test]
    public async Task Two_readers_at_once_do_not_disturb_each_other()
    {
        var store = Requires<IServingStore>();
        var upload = await UploadAsync("hello world");
        await using var first = (await store.OpenReadAsync(upload, 0, 11, default)).ShouldNotBeNull();
        await using var second = (await store.OpenReadAsync(upload, 0, 11, default)).ShouldNotBeNull();
        using var one = new StreamReader(first, Encoding.Latin1);
        using var other = new StreamReader(second, Encoding.Latin1);

        var (some, all) = (new char[1], await other.ReadToEndAsync());
        await one.ReadBlockAsync(some);

        (some[0] + await one.ReadToEndAsync(), all).ShouldBe(("hello world", "hello world"));
    }

    [Test]
    public async Task A_terminated_upload_is_gone_and_its_name_is_free()
    {
        var store = Requires<ITerminatingStore>();
        var upload = await UploadAsync("hello world");

        await store.TerminateAsync(upload, default);

        (await Open().GetInfoAsync(upload.Id, default)).ShouldBeNull();
        (await ((IServingStore)Open()).OpenReadAsync(upload, 0, 11, default)).ShouldBeNull();
        await Should.NotThrowAsync(async () => await store.TerminateAsync(upload, default));
        (await CreateAsync(Wanted)).Offset.ShouldBe(0);
    }

    [Test]
    public async Task An_upload_of_which_the_id_alone_is_known_is_terminated_too()
    {
        var store = Requires<ITerminatingStore>();
        var upload = await AppendAsync(Open(), await CreateAsync(Wanted), "hello ");

        await store.TerminateAsync(new UploadInfo { Id = upload.Id, Length = null }, default);

        (await Open().GetInfoAsync(upload.Id, default)).ShouldBeNull();
    }

    [Test]
    public async Task A_reader_during_the_termination_of_an_upload_gets_its_bytes_or_a_failure()
    {
        var store = Requires<ITerminatingStore>();
        var content = string.Concat(Enumerable.Range(0, 100_000).Select(number => (char)('a' + (number % 26))));
        var upload = await UploadAsync(content);
        await using var stream = (await ((IServingStore)store).OpenReadAsync(upload, 0, content.Length, default)).ShouldNotBeNull();
        var some = new byte[1_000];
        await stream.ReadExactlyAsync(some);

        await store.TerminateAsync(upload, default);
        using var rest = new MemoryStream();
        try
        {
            await stream.CopyToAsync(rest);
        }
        catch (Exception failure) when (failure is IOException or UploadStoreException)
        {
            return;
        }

        (Encoding.Latin1.GetString(some) + Encoding.Latin1.GetString(rest.ToArray())).ShouldBe(content);
    }

    [Test]
    public async Task Parts_are_joined_in_their_order_and_stay_as_they_are()
    {
        var store = Requires<IConcatenatingStore>();
        var (first, second) = (await UploadAsync("hello ", "a", isPartial: true), await UploadAsync("world", "b", isPartial: true));
        var final = await CreateAsync(new UploadInfo { Id = Id, Length = null, IsFinal = true, PartialUploads = ["a", "b", "a"] }, store);

        final = await store.ConcatenateAsync(final with { Length = 17 }, [first, second, first], default);

        (final.Offset, final.Length, final.IsWaiting).ShouldBe((17, 17, false));
        (await FinishAsync(store, final)).IsComplete.ShouldBeTrue();
        var found = await ReadAsync(final.Id);
        (found.Length, found.IsComplete).ShouldBe((17, true));
        (await ContentAsync(final.Id)).ShouldBe("hello worldhello ");
        (await ContentAsync("a"), await ContentAsync("b")).ShouldBe(("hello ", "world"));
    }

    [Test]
    public async Task A_concatenation_that_is_ended_leaves_the_final_upload_empty()
    {
        var store = Requires<IConcatenatingStore>();
        var part = await UploadAsync("hello", "a", isPartial: true);
        var final = await CreateAsync(new UploadInfo { Id = Id, Length = 5, IsFinal = true, PartialUploads = ["a"] }, store);

        await Should.ThrowAsync<OperationCanceledException>(
            async () => await store.ConcatenateAsync(final, [part], new WriteScope(0, null, new CancellationToken(canceled: true))));

        (await ReadAsync(final.Id)).Offset.ShouldBe(0);
        await FinishAsync(store, await store.ConcatenateAsync(await ReadAsync(final.Id), [part], default));
        (await ContentAsync(final.Id)).ShouldBe("hello");
    }

    [TestCase(0)]
    [TestCase(6)]
    public async Task A_body_counts_once_it_is_judged_sound(int offset)
    {
        var store = Requires<IVerifyingStore>();
        var before = await AppendAsync(store, await CreateAsync(Wanted, store), "hello "[..offset]);
        var (judged, seen) = (0, -1L);

        var after = await store.AppendVerifiedAsync(before, BodyOf("hello world"[offset..]), Judge, default);

        (after.Offset, judged, seen).ShouldBe((11, 1, offset));
        await FinishAsync(store, after);
        (await ContentAsync(before.Id)).ShouldBe("hello world");

        bool Judge()
        {
            judged++;
            seen = Open().GetInfoAsync(before.Id, default).AsTask().Result!.Offset;
            return true;
        }
    }

    [TestCase(0)]
    [TestCase(6)]
    public async Task Nothing_counts_of_a_body_that_is_judged_unsound(int offset)
    {
        var store = Requires<IVerifyingStore>();
        var before = await AppendAsync(store, await CreateAsync(Wanted, store), "hello "[..offset]);

        (await store.AppendVerifiedAsync(before, BodyOf("wrong"), () => false, default)).ShouldBe(before);

        var found = await ReadAsync(before.Id);
        found.Offset.ShouldBe(offset);
        await FinishAsync(store, await AppendAsync(store, found, "hello world"[offset..]));
        (await ContentAsync(before.Id)).ShouldBe("hello world");
    }

    [Test]
    public async Task A_date_is_told_that_moves_with_the_bytes_and_is_never_later_than_the_one_that_is_found()
    {
        Requires<IExpiringStore>();
        var made = await CreateAsync(Wanted);
        await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
        var grown = await AppendAsync(Open(), made, "hello ");

        var found = (await ReadAsync(made.Id)).LastChanged.ShouldNotBeNull();
        made.LastChanged.ShouldNotBeNull().ShouldBeLessThan(grown.LastChanged.ShouldNotBeNull());
        grown.LastChanged.Value.ShouldBeLessThanOrEqualTo(found);
        (found - grown.LastChanged.Value).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task Every_upload_that_has_not_changed_since_is_listed()
    {
        var store = Requires<IExpiringStore>();
        var whole = await UploadAsync("hello", "whole");
        var part = await AppendAsync(store, await CreateAsync(Wanted with { Id = "part" }), "hello ");

        var later = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1);
        (await store.ListAsync(later).ToListAsync()).ShouldBe([whole.Id, part.Id], ignoreOrder: true);
        (await store.ListAsync(part.LastChanged!.Value - TimeSpan.FromMinutes(1)).ToListAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task An_upload_expires_as_it_was_read()
    {
        var store = Requires<IExpiringStore>();
        await AppendAsync(store, await CreateAsync(Wanted), "hello ");

        (await store.ExpireAsync(await ReadAsync(Id), default)).ShouldBeTrue();

        (await Open().GetInfoAsync(Id, default)).ShouldBeNull();
        (await store.ExpireAsync(Wanted, default)).ShouldBeFalse();
    }

    [Test]
    public async Task An_upload_that_has_changed_since_it_was_read_does_not_expire()
    {
        var store = Requires<IExpiringStore>();
        await CreateAsync(Wanted);
        var read = await ReadAsync(Id);
        await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
        await AppendAsync(Open(), await ReadAsync(Id), "hello ");

        (await store.ExpireAsync(read, default)).ShouldBeFalse();

        (await ReadAsync(Id)).Offset.ShouldBe(6);
    }

    [Test]
    public async Task The_request_of_an_upload_is_kept_and_then_its_answer()
    {
        var store = Requires<IExchangeStore>();
        var request = new RecordedRequest
        {
            Method = "POST", Path = "/a", Query = "?b", Headers = new Dictionary<string, IReadOnlyList<string>> { ["X"] = ["1", "2"] },
        };
        var response = new RecordedResponse
        {
            Status = 202, Headers = new Dictionary<string, IReadOnlyList<string>>(), Content = "done"u8.ToArray(),
        };
        var made = await CreateAsync(Wanted with { Length = 5, Exchange = new UploadExchange { Request = request, Owner = "me" } }, store);
        var whole = await FinishAsync(store, await AppendAsync(store, made, "hello"));

        await store.KeepExchangeAsync(whole with { Exchange = whole.Exchange! with { Response = response } }, default);

        var found = await ReadAsync(made.Id);
        (found.IsComplete, found.Exchange!.Owner, found.Exchange.Request.Path, found.Exchange.Request.Headers["X"][1]).ShouldBe(
            (true, "me", "/a", "2"));
        (found.Exchange.Response!.Status, Encoding.ASCII.GetString(found.Exchange.Response.Content!.Value.Span)).ShouldBe((202, "done"));
        (await ContentAsync(made.Id)).ShouldBe("hello");
    }

    [Test]
    public async Task A_write_of_a_holder_that_lost_its_lock_is_refused_and_nothing_of_it_counts()
    {
        if (!ComparesFences)
        {
            Assert.Ignore("The store doesn't compare fences.");
        }

        var late = await CreateAsync(Wanted);
        await Open().AppendAsync(await ReadAsync(Id), BodyOf("hello "), new WriteScope(8, null, default));

        await Should.ThrowAsync<UploadStoreException>(
            async () => await Open().AppendAsync(late, BodyOf("HELLO"), new WriteScope(7, null, default)));

        await FinishAsync(Open(), await Open().AppendAsync(await ReadAsync(Id), BodyOf("world"), new WriteScope(8, null, default)));
        (await ContentAsync(Id)).ShouldBe("hello world");
    }

    [Test]
    public async Task A_store_that_can_not_be_reached_is_no_store_without_uploads()
    {
        var store = Open();
        var upload = await AppendAsync(store, await CreateAsync(Wanted, store), "hello ");
        using (TakeAway())
        {
            Func<Task>[] calls =
            [
                async () => await store.GetInfoAsync(Id, default),
                async () => await store.CreateAsync(Wanted with { Id = "other" }, default),
                async () => await store.AppendAsync(upload, BodyOf("world"), default),
                async () => await ((ITerminatingStore)store).TerminateAsync(upload, default),
                async () => await ((IServingStore)store).OpenReadAsync(upload, 0, 6, default),
                async () => await ((IExpiringStore)store).ListAsync(DateTimeOffset.MaxValue).ToListAsync(),
            ];
            foreach (var call in calls)
            {
                (await Should.ThrowAsync<UploadStoreException>(call)).IsTransient.ShouldBeTrue();
            }
        }

        await FinishAsync(store, await AppendAsync(store, await ReadAsync(Id), "world"));
        (await ContentAsync(Id)).ShouldBe("hello world");
    }

    private T Requires<T>()
        where T : class, IUploadStore
    {
        if (Open() is not T store)
        {
            throw new IgnoreException($"The store is no {typeof(T).Name}.");
        }

        return store;
    }

    private async Task<UploadInfo> CreateAsync(UploadInfo wanted, IUploadStore? store = null) =>
        (await (store ?? Open()).CreateAsync(wanted, default)).ShouldNotBeNull();

    private async Task<UploadInfo> ReadAsync(string id) => (await Open().GetInfoAsync(id, default)).ShouldNotBeNull();

    private async Task<UploadInfo> UploadAsync(string content, string id = Id, bool isPartial = false)
    {
        var made = await CreateAsync(new UploadInfo { Id = id, Length = content.Length, IsPartial = isPartial });
        return await FinishAsync(Open(), await AppendAsync(Open(), made, content));
    }

    private async Task<string> ContentAsync(string id)
    {
        var upload = await ReadAsync(id);
        upload = upload.HasAllBytes ? await FinishAsync(Open(), upload) : upload;
        await using var stream = (await ((IServingStore)Open()).OpenReadAsync(upload, 0, upload.Offset, default)).ShouldNotBeNull();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private static Task<UploadInfo> AppendAsync(IUploadStore store, UploadInfo upload, params string[] pieces) =>
        store.AppendAsync(upload, BodyOf(pieces), default).AsTask();

    private static Task<UploadInfo> FinishAsync(IUploadStore store, UploadInfo upload) => store.FinishAsync(upload, default).AsTask();

    // A body in as many blocks as there are pieces, each of them read by itself.
    private static PiecewiseBody BodyOf(params string[] pieces) => new PiecewiseBody([.. pieces.Select(Encoding.Latin1.GetBytes)]);
}
