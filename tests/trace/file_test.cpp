#include "trace/file.hpp"

#include "trace/reader.hpp"

#include <vafast/error.hpp>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::trace {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// A path of its own for each test, without a file.
class trace_file : public ::testing::Test {
 protected:
    trace_file() {
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        path_ = ::testing::TempDir() + "vafast_" + test->name() + "_" + std::to_string(::getpid());
        std::filesystem::remove(path_);
    }
    ~trace_file() override { std::filesystem::remove(path_); }

    std::vector<record> content() const {
        std::ifstream file(path_);
        reader read;
        std::vector<record> all;
        for (std::string line; std::getline(file, line);) {
            const auto next = read.read(line, !file.eof());
            if (!next) {
                ADD_FAILURE() << next.error();
                break;
            }
            all.push_back(**next);
        }
        return all;
    }

    std::string path_;
};

record text_frame(std::int64_t at, std::size_t size) {
    return frame{.at = at, .opcode = 1, .length = size, .text = std::string(size, 'x')};
}

std::string refusal_of(const std::string& path) {
    try {
        file made(path, 1000);
    } catch (const error& wrong) {
        return wrong.what();
    }
    return "";
}

TEST_F(trace_file, holds_what_was_written_for_its_owner_only) {
    {
        file made(path_, 1 << 20);
        made.write(beginning{});
        made.write(connect{.connection = 1});
        for (int i = 1; i <= 1000; ++i) made.write(text_frame(i, 10));
        EXPECT_TRUE(made.flush(60s));
        EXPECT_EQ(made.state().size, std::filesystem::file_size(path_));
    }
    EXPECT_EQ(content().size(), 1002U);
    struct stat about{};
    ASSERT_EQ(::stat(path_.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
}

TEST_F(trace_file, begins_anew_and_is_written_by_one_only) {
    std::ofstream(path_) << "something older";
    file made(path_, 1 << 20);
    made.write(beginning{});
    EXPECT_TRUE(made.flush(60s));
    EXPECT_EQ(content().size(), 1U);
    EXPECT_THAT(refusal_of(path_), HasSubstr("another client writes its trace there"));
    EXPECT_EQ(content().size(), 1U);
}

TEST_F(trace_file, says_why_it_cannot_be_written) {
    EXPECT_THAT(refusal_of("/nowhere/at/all"), HasSubstr("/nowhere/at/all: No such file or directory"));
    EXPECT_THAT(refusal_of("/"), HasSubstr("Is a directory"));
}

TEST_F(trace_file, ends_at_its_limit_and_says_so) {
    {
        file made(path_, 2000);
        made.write(beginning{});
        made.write(connect{.connection = 1});
        for (int i = 1; i <= 100; ++i) made.write(text_frame(i, 100));
        EXPECT_TRUE(made.flush(60s));
        EXPECT_TRUE(made.state().is_full);
    }
    const auto all = content();
    EXPECT_TRUE(std::holds_alternative<full>(all.back()));
    EXPECT_LT(std::filesystem::file_size(path_), 2100U);
}

TEST_F(trace_file, stops_where_the_disk_is_full) {
    file made("/dev/full", 1 << 20);
    made.write(beginning{});
    EXPECT_TRUE(made.flush(60s));
    EXPECT_EQ(made.state().failure, "No space left on device");
    made.write(beginning{});
    EXPECT_TRUE(made.flush(60s));
    EXPECT_EQ(made.state().size, 0U);
}

// A pipe that nobody reads is a disk that is too slow.
TEST_F(trace_file, leaves_out_what_a_slow_disk_does_not_take_and_says_how_much) {
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
    const int reader_end = ::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ASSERT_GE(reader_end, 0);
    std::string received;
    std::uint64_t lost_records = 0;
    {
        file made(path_, std::size_t{1} << 30);
        made.write(beginning{});
        made.write(connect{.connection = 1});
        constexpr std::size_t size = 1 << 20;
        for (int i = 1; i <= 64; ++i) made.write(text_frame(i, size));  // returns, or the test hangs here
        lost_records = made.state().lost;
        EXPECT_GT(lost_records, 20U);
        EXPECT_FALSE(made.flush(0ms));

        const auto read_all = [&] {
            std::vector<char> memory(1 << 16);
            const auto read_what_is_there = [&] {
                for (ssize_t count = 1; count > 0;) {
                    count = ::read(reader_end, memory.data(), memory.size());
                    if (count > 0) received.append(memory.data(), static_cast<std::size_t>(count));
                }
            };
            do read_what_is_there();
            while (!made.flush(1ms));
            read_what_is_there();
        };
        read_all();
        made.write(end{.at = 100});  // before which the gap is told
        read_all();
    }
    ::close(reader_end);
    const std::size_t gap = received.find(R"({"what":"lost","at":100,"records":)" + std::to_string(lost_records) + "}");
    EXPECT_NE(gap, std::string::npos) << received.substr(received.size() - 200);
}

TEST_F(trace_file, outlives_a_pipe_whose_reader_has_gone) {
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
    const int reader_end = ::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    file made(path_, 1 << 20);
    ::close(reader_end);
    made.write(beginning{});
    EXPECT_TRUE(made.flush(60s));
    EXPECT_EQ(made.state().failure, "Broken pipe");
}

}  // namespace
}  // namespace vafast::trace
