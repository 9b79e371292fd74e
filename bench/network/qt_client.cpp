// Qt WebSockets, as its examples do it: a signal for each message, which is answered at once.
#include "asked.hpp"

#include <QCoreApplication>
#include <QSslConfiguration>
#include <QUrl>
#include <QWebSocket>
#include <optional>

namespace {

class client {
 public:
    explicit client(const bench::request& asked) : asked_(asked), text_(QString::fromStdString(asked.payload)) {
        QObject::connect(&socket_, &QWebSocket::connected, [this] {
            result_.emplace(asked_);
            for (std::size_t i = 0; i < asked_.window; ++i) send();
        });
        QObject::connect(&socket_, &QWebSocket::textMessageReceived, [this] { received(); });
        QObject::connect(&socket_, &QWebSocket::binaryMessageReceived, [this] { received(); });
        QObject::connect(&socket_, &QWebSocket::disconnected, [this] {
            if (!result_) qFatal("no connection: %s", qPrintable(socket_.errorString()));
            QCoreApplication::quit();
        });
        QSslConfiguration trust = socket_.sslConfiguration();
        trust.setPeerVerifyMode(QSslSocket::VerifyNone);  // anybody: what is measured is speed
        socket_.setSslConfiguration(trust);
        socket_.open(QUrl(QString::fromStdString(asked.url())));
    }
    void tell() const { result_->tell(); }

 private:
    void send() {
        if (asked_.is_text())
            socket_.sendTextMessage(text_);
        else
            socket_.sendBinaryMessage(bytes_);
    }
    void received() {
        const bool goes_on = result_->received();
        if (goes_on && asked_.window != 0) send();
        if (!goes_on && ++finished_ >= asked_.window) socket_.abort();
    }

    const bench::request asked_;
    const QString text_;
    const QByteArray bytes_ = QByteArray::fromStdString(asked_.payload);
    QWebSocket socket_;
    std::optional<bench::result> result_;
    std::size_t finished_ = 0;
};

}  // namespace

int main(int count, char** words) {
    QCoreApplication application(count, words);
    client measured(bench::read_request(count, words));
    QCoreApplication::exec();
    measured.tell();
}
