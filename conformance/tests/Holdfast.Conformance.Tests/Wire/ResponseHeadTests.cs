using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tests.Wire;

[CancelAfter(20_000)]
public sealed class ResponseHeadTests
{
    [TestCase("HTTP/1.1 204 \r\n\r\n")]
    [TestCase("HTTP/1.1 204\r\n\r\n")]
    public void An_empty_reason_is_well_formed(string head)
    {
        var response = ResponseHead.Parse(head);
        (response.Status, response.Reason).ShouldBe((204, ""));
        response.Malformed.ShouldBeEmpty();
    }

    [TestCase("HTTP/1.1 200 OK\nA: b\n\n")]
    [TestCase("HTTP/1.1 200 OK\r\nA: b\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nA: b\r\n\n")]
    public async Task Lines_that_end_in_a_bare_LF_are_read_and_written_down(string head, CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync(head + "rest", token);
        (response.Fields["A"], response.Text()).ShouldBe(("b", "rest"));
        response.Malformed.ShouldHaveSingleItem().ShouldBe("A line of the head ends in a bare LF.");
    }

    [Test]
    public void A_folded_field_is_joined_and_written_down()
    {
        var response = ResponseHead.Parse("HTTP/1.1 200 OK\r\nLocation: /a\r\n\t/b\r\n  /c\r\nX: y\r\n\r\n");
        response.Fields["Location"].ShouldBe("/a /b /c");
        response.Fields["X"].ShouldBe("y");
        response.Malformed.Count.ShouldBe(2);
        response.Malformed[0].ShouldBe("The field 'Location' is folded over two lines.");
    }

    [TestCase("no colon")]
    [TestCase(": nameless")]
    [TestCase("Upload-Offset : 5")]
    [TestCase("a b: c")]
    public void A_line_that_is_no_field_is_written_down_and_not_taken_for_one(string line)
    {
        var response = ResponseHead.Parse($"HTTP/1.1 200 OK\r\n{line}\r\nX: y\r\n\r\n");
        response.Fields.Count.ShouldBe(1);
        response.Malformed.ShouldHaveSingleItem().ShouldBe($"'{line}' is not a field line.");
    }

    [TestCase("x\rSet-Cookie: a=b")]
    [TestCase("x\0y")]
    [TestCase("x\r")]
    public void CR_and_NUL_inside_a_value_are_written_down(string value) =>
        ResponseHead.Parse($"HTTP/1.1 200 OK\r\nX: {value}\r\n\r\n").Malformed.ShouldHaveSingleItem()
            .ShouldBe("The field 'X' contains CR or NUL.");

    [Test]
    public void Repeated_fields_stay_apart_and_in_order_and_lists_join_them()
    {
        var fields = ResponseHead.Parse("HTTP/1.1 200 OK\r\nTus-Version: 1.0.0, 0.2.2\r\ntus-version:\r\nTUS-VERSION: ,0.1\r\n\r\n").Fields;
        fields.All("Tus-Version").ShouldBe(["1.0.0, 0.2.2", "", ",0.1"]);
        fields["Tus-Version"].ShouldBe("1.0.0, 0.2.2");
        fields.List("Tus-Version").ShouldBe(["1.0.0", "0.2.2", "0.1"]);
        fields.Has("Tus-Extension").ShouldBeFalse();
    }
}
