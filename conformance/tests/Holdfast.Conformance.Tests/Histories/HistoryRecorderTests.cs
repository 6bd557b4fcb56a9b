using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Conformance.Tests.Histories;

/// <summary>The facts that are read from requests and responses, and those that are not.</summary>
public sealed class HistoryRecorderTests
{
    private static readonly WireUrl Endpoint = WireUrl.Of(new Uri("http://localhost/files/"));

    private readonly FakeTimeProvider _time = new();

    private HistoryRecorder Tus => new(new CaseClock(_time), new TusOperationReader(Endpoint));

    private HistoryRecorder Draft => new(new CaseClock(_time), new IetfOperationReader(Endpoint, 9));

    [Test]
    public void A_request_that_is_still_open_when_the_case_ends_stays_unknown()
    {
        var recorder = Tus;
        recorder.Invoked(1, Patch("0", "hello"));
        recorder.Sends(1, 3);
        recorder.Answered(1, new Exchange([], null, WireEnd.Open));
        var operation = recorder.ToHistory().Operations.ShouldHaveSingleItem();
        (operation.Outcome, operation.EndedAt, operation.Sent, operation.Reach).ShouldBe((OperationOutcome.Info, null, 3, 3));
    }

    [Test]
    public void An_answer_that_comes_late_is_still_the_answer()
    {
        var recorder = Tus;
        recorder.Invoked(1, Patch("0", "hello"));
        recorder.Answered(1, new Exchange([], null, WireEnd.Open));
        recorder.Answered(1, Answer(204, ("Upload-Offset", "5")));
        recorder.ToHistory().Operations.ShouldHaveSingleItem().Acknowledged.ShouldBe(5);
    }

    [Test]
    public void Two_requests_at_once_on_one_connection_leave_open_which_is_answered()
    {
        var recorder = Tus;
        recorder.Invoked(1, Patch("0", "hello"));
        recorder.Invoked(1, Patch("5", "world"));
        recorder.Answered(1, Answer(204, ("Upload-Offset", "5")));
        recorder.ToHistory().Operations.ShouldAllBe(operation => operation.Outcome == OperationOutcome.Info && !operation.IsClear);
    }

    [TestCase("X-HTTP-Method-Override", "DELETE")]
    [TestCase("Tus-Resumable", "99.0.0")]
    [TestCase("Upload-Offset", "0x0")]
    [TestCase("Content-Length", "4")]
    public void A_malformed_request_is_not_read_as_a_valid_one(string field, string value)
    {
        var recorder = Tus;
        recorder.Invoked(1, Patch("0", "hello").Set(field, value));
        recorder.ToHistory().Uploads.ShouldHaveSingleItem().IsClear.ShouldBeFalse();
    }

    [Test]
    public void Raw_bytes_make_every_upload_unclear()
    {
        var recorder = Tus;
        recorder.Invoked(1, Patch("0", "hello"));
        recorder.Invoked(2, null);
        var history = recorder.ToHistory();
        history.Uploads.ShouldHaveSingleItem().IsClear.ShouldBeFalse();
        (history.Operations[1].Kind, history.Operations[1].Outcome).ShouldBe((OperationKind.Other, OperationOutcome.Info));
    }

    [Test]
    public void Requests_after_the_case_are_not_in_its_history()
    {
        var recorder = Tus;
        recorder.Close();
        recorder.Invoked(1, Patch("0", "hello"));
        recorder.ToHistory().Operations.ShouldBeEmpty();
    }

    [Test]
    public void A_104_of_the_draft_names_the_upload_and_acknowledges()
    {
        var recorder = Draft;
        recorder.Invoked(1, Create("?1", "hello"));
        recorder.Sends(1, 5);
        recorder.ReceivedInterim(1, Response(104, ("Upload-Draft-Interop-Version", "9"), ("Location", "/files/x")));
        recorder.ReceivedInterim(1, Response(104, ("Upload-Draft-Interop-Version", "9"), ("Upload-Offset", "3")));
        recorder.ReceivedInterim(1, Response(104, ("Upload-Draft-Interop-Version", "8"), ("Upload-Offset", "4")));
        var upload = recorder.ToHistory().Uploads.ShouldHaveSingleItem();
        upload.Url.ShouldBe("/files/x");
        upload.Observations.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(told => told.Offset.ShouldBe(3), told => told.IsAcknowledgement.ShouldBeTrue());
    }

    [Test]
    public void In_the_draft_a_success_without_an_offset_acknowledges_all_and_a_409_tells_the_offset()
    {
        var recorder = Draft;
        recorder.Invoked(1, Append("0", "?0", "hello"));
        recorder.Sends(1, 5);
        recorder.Answered(1, Answer(204, ("Upload-Complete", "?0")));
        recorder.Invoked(2, Append("0", "?1", "hello"));
        recorder.Sends(2, 5);
        recorder.Answered(2, Answer(409, ("Upload-Complete", "?0"), ("Upload-Offset", "5")));
        recorder.ToHistory().Uploads.ShouldHaveSingleItem().Observations.Select(told => (told.Offset, told.IsAcknowledgement))
            .ShouldBe([(5, true), (5, false)]);
    }

    [Test]
    public void In_the_draft_the_content_of_an_upload_is_at_the_URL_that_its_last_answer_gives()
    {
        var recorder = Draft;
        recorder.Invoked(1, Append("0", "?1", "hello"));
        recorder.Sends(1, 5);
        recorder.Answered(1, Answer(201, ("Upload-Complete", "?1"), ("Location", "/photos/1")));
        recorder.Invoked(2, new WireRequest("GET", "/photos/1"));
        recorder.Answered(2, new Exchange([], Response(200) with { Body = "hello"u8.ToArray() }, WireEnd.Open));
        var upload = recorder.ToHistory().Uploads.ShouldHaveSingleItem();
        upload.Contents.ShouldHaveSingleItem().Number.ShouldBe(2);
    }

    [Test]
    public void Without_a_body_of_content_GET_tells_no_content()
    {
        var recorder = Tus;
        recorder.Invoked(1, new WireRequest("GET", "/files/x").With("Tus-Resumable", "1.0.0"));
        recorder.Answered(1, Answer(404));
        recorder.Invoked(2, new WireRequest("GET", "/files/x").With("Tus-Resumable", "1.0.0"));
        recorder.Answered(2, Answer(200, ("Content-Type", "text/html; charset=utf-8")));
        recorder.ToHistory().Uploads.ShouldHaveSingleItem().Contents.ShouldBeEmpty();
    }

    private static WireRequest Patch(string offset, string body) =>
        new WireRequest("PATCH", "/files/x").With("Tus-Resumable", "1.0.0").With("Upload-Offset", offset)
            .WithBody(System.Text.Encoding.ASCII.GetBytes(body));

    private static WireRequest Create(string complete, string body) =>
        new WireRequest("POST", "/files/").With("Upload-Draft-Interop-Version", "9").With("Upload-Complete", complete)
            .WithBody(System.Text.Encoding.ASCII.GetBytes(body));

    private static WireRequest Append(string offset, string complete, string body) =>
        Create(complete, body).With("Upload-Offset", offset) with { Method = "PATCH", Target = "/files/x" };

    private static Exchange Answer(int status, params (string Name, string Value)[] fields) =>
        new([], Response(status, fields), WireEnd.Open);

    private static WireResponse Response(int status, params (string Name, string Value)[] fields) =>
        new()
        {
            Version = "HTTP/1.1", Status = status, Reason = "",
            Fields = new WireFields([.. fields.Select(field => new WireField(field.Name, field.Value))]),
        };
}
