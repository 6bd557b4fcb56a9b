namespace Holdfast.Conformance.Tests.Wire;

[CancelAfter(20_000)]
public sealed class ResponseReaderTests
{
    [Test]
    public async Task A_final_response_comes_with_version_status_reason_fields_and_body(CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync("HTTP/1.1 201 Created\r\nLocation: /files/1\r\nContent-Length: 2\r\n\r\nok", token);
        response.Version.ShouldBe("HTTP/1.1");
        response.Status.ShouldBe(201);
        response.Reason.ShouldBe("Created");
        response.Fields["location"].ShouldBe("/files/1");
        response.Text().ShouldBe("ok");
        response.Complete.ShouldBeTrue();
        response.Malformed.ShouldBeEmpty();
    }

    [Test]
    public async Task Interim_responses_come_one_by_one_with_their_fields_before_the_final_one(CancellationToken token)
    {
        var reader = ResponseReading.Of("HTTP/1.1 104 Upload Resumption Supported\r\nLocation: /u/1\r\nUpload-Draft-Interop-Version: 6\r\n\r\n"
            + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        var announcement = (await reader.ReadAsync("POST", token)).ShouldNotBeNull();
        (announcement.Status, announcement.IsInterim, announcement.Fields["Location"]).ShouldBe((104, true, "/u/1"));
        (await reader.ReadAsync("POST", token)).ShouldNotBeNull().Status.ShouldBe(100);
        (await reader.ReadAsync("POST", token)).ShouldNotBeNull().Status.ShouldBe(204);
        (await reader.ReadAsync("POST", token)).ShouldBeNull();
    }

    [TestCase("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")]
    [TestCase("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [TestCase("PATCH", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n")]
    [TestCase("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")]
    [TestCase("GET", "HTTP/1.1 101 Switching Protocols\r\n\r\n")]
    public async Task A_response_without_a_body_ends_with_its_head_whatever_its_fields_say(string method, string head, CancellationToken token)
    {
        var reader = ResponseReading.Of(head + "HTTP/1.1 200 Next\r\nContent-Length: 0\r\n\r\n");
        var response = (await reader.ReadAsync(method, token)).ShouldNotBeNull();
        response.Complete.ShouldBeTrue();
        response.Body.Length.ShouldBe(0);
        (await reader.ReadAsync("GET", token)).ShouldNotBeNull().Reason.ShouldBe("Next");
    }

    [Test]
    public async Task Two_responses_in_one_packet_are_two_responses(CancellationToken token)
    {
        var reader = ResponseReading.Of("HTTP/1.1 200 A\r\nContent-Length: 1\r\n\r\naHTTP/1.1 404 B\r\nContent-Length: 1\r\n\r\nb");
        (await reader.ReadAsync("GET", token)).ShouldNotBeNull().Text().ShouldBe("a");
        (await reader.ReadAsync("GET", token)).ShouldNotBeNull().Text().ShouldBe("b");
    }

    [Test]
    public async Task A_body_shorter_than_its_Content_Length_is_kept_and_incomplete(CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync("HTTP/1.1 409 Conflict\r\nContent-Length: 10\r\n\r\nhalf", token);
        (response.Status, response.Complete, response.Text()).ShouldBe((409, false, "half"));
    }

    [TestCase("abc")]
    [TestCase("-1")]
    [TestCase("+5")]
    [TestCase("5, 6")]
    [TestCase("")]
    [TestCase("99999999999")]
    public async Task A_Content_Length_that_is_no_number_is_written_down(string length, CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nhello", token);
        response.Complete.ShouldBeFalse();
        response.Malformed.ShouldHaveSingleItem().ShouldStartWith($"Content-Length is '{length}'");
    }

    [Test]
    public async Task Two_Content_Lengths_that_differ_are_written_down_and_equal_ones_count_once(CancellationToken token)
    {
        var equal = await ResponseReading.ReadAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok", token);
        (equal.Text(), equal.Complete).ShouldBe(("ok", true));
        var differing = await ResponseReading.ReadAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!", token);
        differing.Malformed.ShouldHaveSingleItem();
    }

    [TestCase("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")]
    [TestCase("5;name=value\r\nhello\r\n6 ;x\r\n world\r\n0;last\r\n\r\n")]
    [TestCase("b\r\nhello world\r\n0\r\nDigest: x\r\nServer-Timing: y\r\n\r\n")]
    [TestCase("0B\r\nhello world\r\n000\r\n\r\n")]
    public async Task A_chunked_body_is_put_together(string chunks, CancellationToken token)
    {
        var reader = ResponseReading.Of("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n" + chunks + "HTTP/1.1 204 Next\r\n\r\n");
        var response = (await reader.ReadAsync("GET", token)).ShouldNotBeNull();
        (response.Text(), response.Complete).ShouldBe(("hello world", true));
        (await reader.ReadAsync("GET", token)).ShouldNotBeNull().Reason.ShouldBe("Next");
    }

    [TestCase("zz\r\nhello\r\n0\r\n\r\n", "The chunk size is 'zz'")]
    [TestCase("+5\r\nhello\r\n0\r\n\r\n", "The chunk size is '+5'")]
    [TestCase("0x5\r\nhello\r\n0\r\n\r\n", "The chunk size is '0x5'")]
    [TestCase("\r\nhello\r\n0\r\n\r\n", "The chunk size is ''")]
    [TestCase("7fffffff\r\nhello", "The chunk size is '7fffffff'")]
    [TestCase("ffffffff\r\nhello", "The chunk size is 'ffffffff'")]
    [TestCase("4\r\nhello\r\n0\r\n\r\n", "A chunk is not as long as it says.")]
    [TestCase("9\r\nhello", "A chunk is not as long as it says.")]
    [TestCase("5\r\nhello\r\n", "The stream ended before the last chunk.")]
    [TestCase("5\r\nhello\r\n0\r\nDigest: x\r\n", "The stream ended inside the trailer section.")]
    public async Task Broken_chunks_make_an_incomplete_body_and_a_sentence(string chunks, string sentence, CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, token);
        (response.Status, response.Complete).ShouldBe((200, false));
        response.Malformed.ShouldHaveSingleItem().ShouldStartWith(sentence);
    }

    [Test]
    public async Task A_body_without_a_length_goes_on_until_the_stream_ends(CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync("HTTP/1.0 200 OK\r\n\r\nuntil the end", token);
        (response.Text(), response.Complete).ShouldBe(("until the end", true));
    }

    [Test]
    public async Task Octets_beyond_ASCII_are_kept_as_octets(CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync("HTTP/1.1 200 Tr\u00e8s bien\r\nX-Name: \u00ff\u0080\r\nContent-Length: 2\r\n\r\n\u00fe\u0000", token);
        (response.Reason, response.Fields["X-Name"], response.Text()).ShouldBe(("Tr\u00e8s bien", "\u00ff\u0080", "\u00fe\u0000"));
    }

    [TestCase("SSH-2.0-OpenSSH_9.6\r\n\r\n")]
    [TestCase("<html>\n\n")]
    [TestCase("HTTP/1.1 2x0 OK\r\n\r\n")]
    [TestCase("HTTP/1.1  200 OK\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nNo: end")]
    [TestCase("\r\n\r\n")]
    public async Task What_is_not_HTTP_is_refused_and_stays_readable_for_the_log(string octets, CancellationToken token)
    {
        var reader = ResponseReading.Of(octets);
        await Should.ThrowAsync<FormatException>(() => reader.ReadAsync("GET", token));
        System.Text.Encoding.Latin1.GetString(reader.Unread.Span).ShouldBe(octets);
    }

    [Test]
    public async Task A_head_that_does_not_end_is_given_up_before_it_fills_the_memory(CancellationToken token)
    {
        var reader = ResponseReading.Of("HTTP/1.1 200 OK\r\nX: " + new string('x', 2 * 1024 * 1024));
        var refused = await Should.ThrowAsync<FormatException>(() => reader.ReadAsync("GET", token));
        refused.Message.ShouldBe("The response head is longer than 262144 octets.");
        reader.Unread.Length.ShouldBeLessThan(600 * 1024);
    }

    [Test]
    public async Task A_stream_that_ends_before_its_first_octet_is_no_response(CancellationToken token) =>
        (await ResponseReading.Of("").ReadAsync("GET", token)).ShouldBeNull();
}
